package io.minibit.metainfo;

import java.util.Arrays;
import java.util.Objects;

/**
 * The SHA-1 hashes of a torrent's pieces (BEP 3), in one array: {@code pieces} of the info
 * dictionary. Immutable.
 */
public final class PieceHashes {
  private static final int LENGTH = InfoHash.V1_LENGTH;

  private final byte[] hashes;

  /**
   * Wraps hashes.
   *
   * @param hashes 20 bytes a piece; copied
   * @throws IllegalArgumentException when it is no multiple of 20 bytes
   */
  public PieceHashes(byte[] hashes) {
    if (hashes.length % LENGTH != 0) {
      throw new IllegalArgumentException(hashes.length + " bytes are no multiple of 20");
    }
    this.hashes = hashes.clone();
  }

  /** How many pieces have a hash. */
  public int count() {
    return hashes.length / LENGTH;
  }

  /** Whether a piece's hash is the given one. */
  public boolean matches(int piece, byte[] sha1) {
    int at = Objects.checkIndex(piece, count()) * LENGTH;
    return Arrays.equals(hashes, at, at + LENGTH, sha1, 0, sha1.length);
  }

  /** A copy of one piece's hash. */
  public byte[] hash(int piece) {
    int at = Objects.checkIndex(piece, count()) * LENGTH;
    return Arrays.copyOfRange(hashes, at, at + LENGTH);
  }
}
