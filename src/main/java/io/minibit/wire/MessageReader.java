package io.minibit.wire;

import io.netty.buffer.ByteBuf;

/** The body of one message to its record. */
final class MessageReader {
  private final Limits limits;

  MessageReader(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads a body.
   *
   * @param body the whole of it, of a length that the type allows; stays the caller's, but a block
   *     retains what it needs
   * @throws WireException if its numbers make no sense
   */
  PeerMessage read(MessageType type, ByteBuf body) {
    return switch (type) {
      case CHOKE -> new PeerMessage.Choke();
      case UNCHOKE -> new PeerMessage.Unchoke();
      case INTERESTED -> new PeerMessage.Interested();
      case NOT_INTERESTED -> new PeerMessage.NotInterested();
      case HAVE -> new PeerMessage.Have(piece(body));
      case BITFIELD -> new PeerMessage.Bitfield(rest(body));
      case REQUEST -> new PeerMessage.Request(piece(body), offset(body), length(body));
      case PIECE -> block(body);
      case CANCEL -> new PeerMessage.Cancel(piece(body), offset(body), length(body));
      case PORT -> new PeerMessage.Port(body.readUnsignedShort());
      case SUGGEST -> new PeerMessage.SuggestPiece(piece(body));
      case HAVE_ALL -> new PeerMessage.HaveAll();
      case HAVE_NONE -> new PeerMessage.HaveNone();
      case REJECT -> new PeerMessage.Reject(piece(body), offset(body), length(body));
      case ALLOWED_FAST -> new PeerMessage.AllowedFast(piece(body));
      case EXTENDED -> new PeerMessage.Extended(body.readUnsignedByte(), rest(body));
      case HASH_REQUEST -> new PeerMessage.HashRequest(range(body));
      case HASHES -> hashes(body);
      case HASH_REJECT -> new PeerMessage.HashReject(range(body));
    };
  }

  private PeerMessage block(ByteBuf body) {
    int piece = piece(body);
    int offset = offset(body);
    if (!body.isReadable()) {
      throw new WireException("an empty block");
    }
    return new PeerMessage.Block(piece, offset, body.readRetainedSlice(body.readableBytes()));
  }

  private static PeerMessage hashes(ByteBuf body) {
    HashRange range = range(body);
    if (body.readableBytes() % 32 != 0) {
      throw new WireException("hashes of " + body.readableBytes() + " bytes");
    }
    return new PeerMessage.Hashes(range, rest(body));
  }

  private static HashRange range(ByteBuf body) {
    byte[] root = new byte[HashRange.ROOT_LENGTH];
    body.readBytes(root);
    return new HashRange(
        ByteString.of(root),
        unsigned(body, "layer"),
        unsigned(body, "index"),
        unsigned(body, "length"),
        unsigned(body, "layers"));
  }

  private int piece(ByteBuf body) {
    int piece = unsigned(body, "piece");
    if (piece >= limits.maxPieces()) {
      throw new WireException("piece " + piece + " of " + limits.maxPieces());
    }
    return piece;
  }

  private static int offset(ByteBuf body) {
    return unsigned(body, "offset");
  }

  private static int length(ByteBuf body) {
    return unsigned(body, "length");
  }

  private static int unsigned(ByteBuf body, String what) {
    int value = body.readInt();
    if (value < 0) {
      throw new WireException(what + " " + Integer.toUnsignedString(value));
    }
    return value;
  }

  private static ByteString rest(ByteBuf body) {
    byte[] bytes = new byte[body.readableBytes()];
    body.readBytes(bytes);
    return ByteString.of(bytes);
  }
}
