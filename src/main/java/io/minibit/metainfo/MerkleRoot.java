package io.minibit.metainfo;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Finds the root over nodes that come one after the other, in memory that grows with the logarithm
 * of their number: it keeps the roots of the complete subtrees so far, as a binary counter keeps
 * its bits. Reusable; not for use by several threads.
 */
public final class MerkleRoot {
  private static final int HASH = InfoHash.V2_LENGTH;

  /** Enough for 2^49 nodes. */
  private static final int MAX_HEIGHT = 50;

  private final MessageDigest sha256 = Digests.sha256();
  private final int base;
  private final byte[] subtrees = new byte[MAX_HEIGHT * HASH];
  private final byte[] node = new byte[HASH];
  private long count;

  /**
   * Begins with no node.
   *
   * @param base which layer the nodes are of, 0 for the hashes of 16 KiB blocks
   */
  public MerkleRoot(int base) {
    this.base = base;
  }

  /** Forgets all nodes. */
  public void reset() {
    count = 0;
  }

  /** How many nodes were added. */
  public long count() {
    return count;
  }

  /**
   * Adds the next node.
   *
   * @param hashes where its 32 bytes are; copied
   * @param at where they begin
   */
  public void add(byte[] hashes, int at) {
    System.arraycopy(hashes, at, node, 0, HASH);
    int height = 0;
    for (long bits = count; (bits & 1) == 1; bits >>= 1, height++) {
      sha256.update(subtrees, height * HASH, HASH);
      sha256.update(node, 0, HASH);
      digestToNode();
    }
    System.arraycopy(node, 0, subtrees, height * HASH, HASH);
    count++;
  }

  /**
   * The root over all nodes, padded as far as a tree of the given height asks for. Nodes may be
   * added afterwards.
   *
   * @param height layers above the nodes, at least {@link MerkleTree#heightOver} their number
   * @param to where the 32 bytes go
   * @param at where they begin
   * @throws IllegalStateException without a node, or with more than fit under the height
   */
  public void root(int height, byte[] to, int at) {
    if (count == 0 || height < MerkleTree.heightOver(count)) {
      throw new IllegalStateException(count + " nodes under a root of height " + height);
    }
    int level = Long.numberOfTrailingZeros(count);
    System.arraycopy(subtrees, level * HASH, node, 0, HASH);
    for (; level < height; level++) {
      // The lowest complete subtree stands alone: what is right of it is padding, until the next
      // complete subtree, which is left of it, takes it in.
      boolean left = level > Long.numberOfTrailingZeros(count) && (count >> level & 1) == 1;
      if (left) {
        sha256.update(subtrees, level * HASH, HASH);
        sha256.update(node, 0, HASH);
      } else {
        sha256.update(node, 0, HASH);
        MerkleTree.updatePadding(base + level, sha256);
      }
      digestToNode();
    }
    System.arraycopy(node, 0, to, at, HASH);
  }

  private void digestToNode() {
    try {
      sha256.digest(node, 0, HASH);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
    }
  }
}
