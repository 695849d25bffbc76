package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Short keyed digests of a piece's blocks as they lie on disk, by which two copies of a piece are
 * compared block by block after the first is gone.
 */
final class BlockDigests {
  private final PieceGeometry pieces;
  private final PieceSpans spans;

  BlockDigests(PieceGeometry pieces, PieceSpans spans) {
    this.pieces = pieces;
    this.spans = spans;
  }

  long[] of(int piece, long key) throws StorageException {
    MessageDigest sha256 = sha256();
    ByteBuffer block = ByteBuffer.allocateDirect(PieceGeometry.BLOCK_LENGTH);
    long[] digests = new long[pieces.blockCount(piece)];
    for (int i = 0; i < digests.length; i++) {
      block.clear().limit(pieces.blockLength(piece, i));
      spans.read(piece, i * PieceGeometry.BLOCK_LENGTH, block);
      sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(0, key));
      sha256.update(block.flip());
      digests[i] = ByteBuffer.wrap(sha256.digest()).getLong();
    }
    return digests;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
