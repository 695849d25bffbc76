package io.minibit.wire;

import io.netty.buffer.ByteBuf;

/** Messages to bytes. */
public final class MessageWriter {
  /** Bytes before those of a block: length, type, piece, offset. */
  public static final int BLOCK_HEADER = 13;

  private static final ByteString NOTHING = ByteString.of();

  private MessageWriter() {}

  /**
   * Appends what stands before a block's bytes, for those who send them from a file.
   *
   * @param length of the block in bytes
   */
  public static void writeBlockHeader(int piece, int begin, int length, ByteBuf out) {
    head(MessageType.PIECE, 8 + length, out).writeInt(piece).writeInt(begin);
  }

  /** Appends any message but a block. */
  static void write(PeerMessage message, ByteBuf out) {
    if (message instanceof PeerMessage.Request m) {
      range(MessageType.REQUEST, m.piece(), m.begin(), m.length(), out);
    } else if (message instanceof PeerMessage.Have m) {
      head(MessageType.HAVE, 4, out).writeInt(m.piece());
    } else if (message instanceof PeerMessage.KeepAlive) {
      out.writeInt(0);
    } else if (message instanceof PeerMessage.Choke) {
      head(MessageType.CHOKE, 0, out);
    } else if (message instanceof PeerMessage.Unchoke) {
      head(MessageType.UNCHOKE, 0, out);
    } else if (message instanceof PeerMessage.Interested) {
      head(MessageType.INTERESTED, 0, out);
    } else if (message instanceof PeerMessage.NotInterested) {
      head(MessageType.NOT_INTERESTED, 0, out);
    } else if (message instanceof PeerMessage.Bitfield m) {
      head(MessageType.BITFIELD, m.bits().length(), out).writeBytes(m.bits().asBuffer());
    } else if (message instanceof PeerMessage.Cancel m) {
      range(MessageType.CANCEL, m.piece(), m.begin(), m.length(), out);
    } else if (message instanceof PeerMessage.Port m) {
      head(MessageType.PORT, 2, out).writeShort(m.port());
    } else if (message instanceof PeerMessage.SuggestPiece m) {
      head(MessageType.SUGGEST, 4, out).writeInt(m.piece());
    } else if (message instanceof PeerMessage.HaveAll) {
      head(MessageType.HAVE_ALL, 0, out);
    } else if (message instanceof PeerMessage.HaveNone) {
      head(MessageType.HAVE_NONE, 0, out);
    } else if (message instanceof PeerMessage.Reject m) {
      range(MessageType.REJECT, m.piece(), m.begin(), m.length(), out);
    } else if (message instanceof PeerMessage.AllowedFast m) {
      head(MessageType.ALLOWED_FAST, 4, out).writeInt(m.piece());
    } else if (message instanceof PeerMessage.Extended m) {
      head(MessageType.EXTENDED, 1 + m.payload().length(), out)
          .writeByte(m.id())
          .writeBytes(m.payload().asBuffer());
    } else if (message instanceof PeerMessage.HashRequest m) {
      hashes(MessageType.HASH_REQUEST, m.range(), NOTHING, out);
    } else if (message instanceof PeerMessage.Hashes m) {
      hashes(MessageType.HASHES, m.range(), m.hashes(), out);
    } else if (message instanceof PeerMessage.HashReject m) {
      hashes(MessageType.HASH_REJECT, m.range(), NOTHING, out);
    } else {
      throw new IllegalArgumentException("not a message without payload: " + message);
    }
  }

  private static ByteBuf head(MessageType type, int body, ByteBuf out) {
    return out.writeInt(1 + body).writeByte(type.id);
  }

  private static void range(MessageType type, int piece, int begin, int length, ByteBuf out) {
    head(type, 12, out).writeInt(piece).writeInt(begin).writeInt(length);
  }

  private static void hashes(MessageType type, HashRange range, ByteString hashes, ByteBuf out) {
    head(type, Limits.HASH_RANGE + hashes.length(), out)
        .writeBytes(range.piecesRoot().asBuffer())
        .writeInt(range.baseLayer())
        .writeInt(range.index())
        .writeInt(range.length())
        .writeInt(range.proofLayers())
        .writeBytes(hashes.asBuffer());
  }
}
