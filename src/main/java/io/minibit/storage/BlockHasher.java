package io.minibit.storage;

import io.minibit.metainfo.Digests;
import io.minibit.metainfo.MerkleRoot;
import io.minibit.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Hashes blocks that lie in direct buffers. The platform's digests work on arrays, and given a
 * direct buffer each would copy the bytes on its own, in small steps; so each block is copied once
 * to an array that stays in the processor's first cache, and both digests read it there.
 *
 * <p>For one thread at a time; kept and reused.
 */
final class BlockHasher {
  static final int LEAF = 32;

  final byte[] block = new byte[PieceGeometry.BLOCK_LENGTH];
  final ByteBuffer readBack = ByteBuffer.allocateDirect(PieceGeometry.BLOCK_LENGTH);
  final MerkleRoot root = new MerkleRoot(0);
  private final MessageDigest sha256 = Digests.sha256();
  private final StorageFigures figures;

  BlockHasher(StorageFigures figures) {
    this.figures = figures;
  }

  /** Copies a block of at most 16 KiB to {@link #block} and returns its length. */
  int load(ByteBuffer from) {
    int length = from.remaining();
    from.get(block, 0, length);
    return length;
  }

  /** Has a digest take the loaded block. */
  void feed(MessageDigest digest, int length) {
    long begun = figures.now();
    digest.update(block, 0, length);
    figures.hashing().add(length, figures.since(begun));
  }

  /** Puts the SHA-256 of the loaded block, which is its leaf in the merkle tree. */
  void leaf(int length, byte[] leaves, int at) {
    long begun = figures.now();
    sha256.update(block, 0, length);
    try {
      sha256.digest(leaves, at, LEAF);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
    }
    figures.hashing().add(length, figures.since(begun));
  }

  /** Finds the root over leaves. */
  byte[] root(byte[] leaves, int height) {
    root.reset();
    for (int at = 0; at < leaves.length; at += LEAF) {
      root.add(leaves, at);
    }
    byte[] found = new byte[LEAF];
    root.root(height, found, 0);
    return found;
  }
}
