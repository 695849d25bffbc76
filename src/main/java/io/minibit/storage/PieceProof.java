package io.minibit.storage;

import io.minibit.metainfo.PieceHashes;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;

/**
 * Holds what was computed of a piece against what the torrent says: by SHA-1 where there is a v1
 * half, by the merkle root where there is a v2 half, by both in a hybrid. A piece whose v2 hash is
 * not known yet is judged by v1 alone. Immutable.
 */
final class PieceProof {
  private final PieceHashes v1;
  private final PieceLayers layers;

  /**
   * For one torrent.
   *
   * @throws IllegalArgumentException if there are pieces that could not be judged at all
   */
  PieceProof(Torrent torrent) {
    v1 = torrent.info().v1Hashes().orElse(null);
    layers = torrent.layers();
    if (v1 == null && !layers.isComplete()) {
      throw new IllegalArgumentException("the piece layers of a v2 torrent must be known");
    }
  }

  boolean usesV1() {
    return v1 != null;
  }

  boolean usesV2(int piece) {
    return layers.knows(piece);
  }

  /** Whether v1 alone judges a piece that has a v2 hash too, which may yet come. */
  boolean awaitsV2(int piece) {
    return v1 != null && layers.misses(piece);
  }

  /** Whether a merkle root is that of the piece. */
  boolean isRoot(int piece, byte[] root) {
    return layers.matches(piece, root);
  }

  /** The height of the piece's merkle tree over its blocks. */
  int height(int piece) {
    return layers.height(piece);
  }

  /**
   * Judges.
   *
   * @param sha1 over the whole piece, or null without a v1 half
   * @param root of the piece's blocks, or null where v2 is not used
   */
  Verdict judge(int piece, byte[] sha1, byte[] root) {
    boolean goodV1 = sha1 == null || v1.matches(piece, sha1);
    boolean goodV2 = root == null || layers.matches(piece, root);
    if (goodV1 && goodV2) {
      return Verdict.GOOD;
    }
    return goodV1 == goodV2 || sha1 == null || root == null ? Verdict.BAD : Verdict.HALVES_DIFFER;
  }
}
