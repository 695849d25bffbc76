package io.minibit.wire;

import io.minibit.metainfo.PieceGeometry;

/**
 * What a connection accepts. Changes as more becomes known: the number of pieces with the metadata,
 * the size of blocks with the peer's extension handshake. Used on the connection's event loop only.
 */
public final class Limits {
  /** What every client asks for and serves (BEP 3). */
  public static final int BLOCK = 16 * 1024;

  /** The largest that is ever negotiated; one such block is a whole read of a fast socket. */
  public static final int MAX_NEGOTIATED_BLOCK = 1 << 20;

  /** No torrent that is accepted has more pieces than {@link PieceGeometry}. */
  private static final int MOST_PIECES = PieceGeometry.MAX_PIECES;

  /** A message of BEP 9 is a 16 KiB block and a small dictionary; handshakes are smaller. */
  static final int MAX_EXTENDED = 1 + 32 * 1024;

  /** Root, and four integers. */
  static final int HASH_RANGE = HashRange.ROOT_LENGTH + 16;

  /** BEP 52 asks for no more than 512 at a time; a proof has one more for each of 31 layers. */
  static final int MAX_HASHES = (512 + 31) * 32;

  /** Unknown messages are skipped, but nobody has to read on and on. */
  static final int MAX_UNKNOWN = 64 * 1024;

  private int maxPieces = MOST_PIECES;
  private boolean piecesKnown;
  private int maxBlock = BLOCK;

  /** The torrent is known to have so many pieces; a bitfield must match them. */
  public void pieces(int count) {
    if (count < 1 || count > MOST_PIECES) {
      throw new IllegalArgumentException("no torrent has " + count + " pieces");
    }
    maxPieces = count;
    piecesKnown = true;
  }

  /**
   * Blocks of that size were negotiated.
   *
   * @param bytes 16 KiB to 1 MiB
   */
  public void block(int bytes) {
    if (bytes < BLOCK || bytes > MAX_NEGOTIATED_BLOCK) {
      throw new IllegalArgumentException("blocks have 16 KiB to 1 MiB, not " + bytes + " bytes");
    }
    maxBlock = bytes;
  }

  int maxPieces() {
    return maxPieces;
  }

  int maxBlock() {
    return maxBlock;
  }

  /** The shortest body, without the type, that a message of this type may have now. */
  int minBody(MessageType type) {
    return type == MessageType.BITFIELD && piecesKnown ? maxBody(type) : type.minBody;
  }

  /** The longest body, without the type, that a message of this type may have now. */
  int maxBody(MessageType type) {
    return switch (type) {
      case BITFIELD -> (maxPieces + 7) / 8;
      case PIECE -> 8 + maxBlock;
      default -> type.maxBody;
    };
  }
}
