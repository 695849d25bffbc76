package io.minibit.storage;

import io.minibit.metainfo.Digests;
import io.minibit.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A piece of which some blocks are in the files, and its hashes as far as they have come.
 *
 * <p>SHA-1 runs over the blocks in order. While they come in order each is hashed as it passes,
 * still in the processor's cache, and nothing is read back; a block that comes early is written,
 * and read back when those before it are there. SHA-256 is taken block by block (BEP 52), so that
 * order does not matter to it. After a restart the blocks that were there are read back once.
 *
 * <p>Guarded by its own monitor, which is held while its blocks are written: workers on different
 * pieces do not meet.
 */
final class PartialPiece {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int LEAF = BlockHasher.LEAF;

  /** Bytes that are hashed and then written while they are in the processor's cache. */
  private static final int STEP = 8 * BLOCK;

  private final int piece;
  private final int content;
  private final int padding;
  private PieceProof proof;
  private final PieceSpans spans;
  private final BitSet stored;

  /** SHA-1 over the first {@link #hashed} bytes; null without a v1 half. */
  private final MessageDigest sha1;

  private int hashed;

  /** SHA-256 of the blocks in {@link #hashedLeaves}; null where v2 is not used. */
  private byte[] leaves;

  private final BitSet hashedLeaves = new BitSet();

  /** The leaves as peers proved them, if they did. */
  private byte[] provedLeaves;

  /** Set when the piece is verified or given up, for workers that waited for the monitor. */
  private boolean closed;

  PartialPiece(int piece, PieceGeometry pieces, PieceProof proof, PieceSpans spans, BitSet stored) {
    this.piece = piece;
    this.content = pieces.contentLength(piece);
    this.padding = pieces.length(piece) - content;
    this.proof = proof;
    this.spans = spans;
    this.stored = stored;
    this.sha1 = proof.usesV1() ? Digests.sha1() : null;
    this.leaves = proof.usesV2(piece) ? new byte[blockCount() * LEAF] : null;
  }

  private int blockCount() {
    return (content + BLOCK - 1) / BLOCK;
  }

  /** A copy of which blocks are in the files. */
  synchronized BitSet stored() {
    return (BitSet) stored.clone();
  }

  /** From now on the piece is judged by this; what came before is read back if that takes it. */
  synchronized void judgeBy(PieceProof newer) {
    proof = newer;
    if (leaves == null && proof.usesV2(piece)) {
      leaves = new byte[blockCount() * LEAF];
    }
  }

  /** From now on each block has to match its leaf; these were proved. */
  synchronized void learn(byte[] proved) {
    provedLeaves = proved.clone();
  }

  /**
   * Stores blocks.
   *
   * @param offset of the first, a multiple of 16 KiB
   * @param data whole blocks; only the last of the piece is short; left without remaining bytes
   *     unless a block is refused: then none of these counts as stored
   * @return never {@link WriteOutcome#PIECE_VERIFIED} twice
   * @throws StorageException if the disk fails, or the halves of a hybrid contradict each other;
   *     what was stored before stays
   */
  synchronized WriteOutcome write(int offset, ByteBuffer[] data, BlockHasher hasher)
      throws StorageException {
    if (closed) {
      return WriteOutcome.DUPLICATE;
    }
    BitSet before = stored();
    boolean news = false;
    int at = offset;
    for (ByteBuffer blocks : data) {
      int end = at + blocks.remaining();
      while (at < end) {
        int run = runOfMissing(at, Math.min(end, at + STEP));
        if (run == 0) {
          int skipped = Math.min(BLOCK, end - at);
          blocks.position(blocks.position() + skipped);
          at += skipped;
        } else {
          news = true;
          if (!store(at, blocks, run, hasher)) {
            // Whoever fetches has to fetch all of them again, and takes none for there.
            stored.and(before);
            return WriteOutcome.BLOCK_CORRUPT;
          }
          at += run;
        }
      }
    }
    if (!news) {
      return WriteOutcome.DUPLICATE;
    }
    try {
      hashGaps(hasher);
      return stored.cardinality() == blockCount() ? judge(hasher) : WriteOutcome.STORED;
    } catch (StorageException e) {
      // What cannot be read back is not there: the blocks must come again.
      startOver();
      throw e;
    }
  }

  /** How many bytes from here on belong to blocks that are not stored. */
  private int runOfMissing(int from, int to) {
    int at = from;
    while (at < to && !stored.get(at / BLOCK)) {
      at = Math.min(at + BLOCK, to);
    }
    return at - from;
  }

  private boolean store(int offset, ByteBuffer blocks, int length, BlockHasher hasher)
      throws StorageException {
    ByteBuffer hashing = blocks.duplicate();
    for (int at = offset; at < offset + length; at += BLOCK) {
      hashing.limit(hashing.position() + Math.min(BLOCK, offset + length - at));
      if (!hash(at, hashing, hasher)) {
        startSha1Over();
        return false;
      }
    }
    int limit = blocks.limit();
    blocks.limit(blocks.position() + length);
    try {
      spans.write(piece, offset, blocks);
    } catch (StorageException e) {
      // The digest has taken what the disk has not.
      startSha1Over();
      throw e;
    } finally {
      blocks.limit(limit);
    }
    stored.set(offset / BLOCK, (offset + length + BLOCK - 1) / BLOCK);
    return true;
  }

  /**
   * Feeds one block to the digests and returns whether it is what it should be, if that is known.
   */
  private boolean hash(int offset, ByteBuffer block, BlockHasher hasher) {
    boolean inOrder = sha1 != null && offset == hashed;
    if (!inOrder && leaves == null) {
      block.position(block.limit());
      return true;
    }
    int length = hasher.load(block);
    if (leaves != null) {
      int at = offset / BLOCK * LEAF;
      hasher.leaf(length, leaves, at);
      hashedLeaves.set(offset / BLOCK);
      if (provedLeaves != null
          && !Arrays.equals(leaves, at, at + LEAF, provedLeaves, at, at + LEAF)) {
        return false;
      }
    }
    if (inOrder) {
      hasher.feed(sha1, length);
      hashed += length;
    }
    return true;
  }

  /** Reads back what became hashable because the gap before it was filled. */
  private void hashGaps(BlockHasher hasher) throws StorageException {
    while (sha1 != null && hashed < content && stored.get(hashed / BLOCK)) {
      int length = readBack(hashed, hasher);
      hasher.feed(sha1, length);
      hashed += length;
    }
  }

  private int readBack(int offset, BlockHasher hasher) throws StorageException {
    ByteBuffer buffer = hasher.readBack.clear().limit(Math.min(BLOCK, content - offset));
    spans.read(piece, offset, buffer);
    return hasher.load(buffer.flip());
  }

  private WriteOutcome judge(BlockHasher hasher) throws StorageException {
    byte[] v1 = null;
    if (sha1 != null) {
      if (spans.hasInnerPadding(piece)) {
        startSha1Over();
        hashGaps(hasher);
      }
      Zeros.update(sha1, padding);
      v1 = sha1.digest();
      hashed = 0;
    }
    byte[] v2 = null;
    if (leaves != null) {
      for (int block = hashedLeaves.nextClearBit(0);
          block < blockCount();
          block = hashedLeaves.nextClearBit(block)) {
        hasher.leaf(readBack(block * BLOCK, hasher), leaves, block * LEAF);
        hashedLeaves.set(block);
      }
      v2 = hasher.root(leaves, proof.height(piece));
    }
    Verdict verdict = proof.judge(piece, v1, v2);
    if (verdict == Verdict.GOOD) {
      closed = true;
      return WriteOutcome.PIECE_VERIFIED;
    }
    startOver();
    if (verdict == Verdict.HALVES_DIFFER) {
      throw StorageException.halvesDiffer(piece);
    }
    return WriteOutcome.PIECE_CORRUPT;
  }

  private void startOver() {
    stored.clear();
    hashedLeaves.clear();
    startSha1Over();
  }

  private void startSha1Over() {
    if (sha1 != null) {
      sha1.reset();
      hashed = 0;
    }
  }
}
