package io.minibit.storage;

import io.minibit.metainfo.Digests;
import io.minibit.metainfo.MerkleRoot;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Judges whole pieces that are read from their first byte to their last, in parts of any length.
 * Bytes are copied once to an array that stays in the processor's first cache, where both digests
 * read them; given a direct buffer each would copy on its own. For one thread at a time.
 */
final class PieceHasher {
  private final PieceGeometry pieces;
  private final PieceProof proof;
  private final StorageFigures figures;
  private final MessageDigest sha1 = Digests.sha1();
  private final MessageDigest sha256 = Digests.sha256();
  private final MerkleRoot root = new MerkleRoot(0);
  private final byte[] part = new byte[PieceGeometry.BLOCK_LENGTH];
  private int piece;
  private boolean usesV2;
  private int inBlock;
  private boolean anyData;

  PieceHasher(Torrent torrent, StorageFigures figures) {
    this.figures = figures;
    this.pieces = torrent.pieces();
    this.proof = new PieceProof(torrent);
  }

  /** Begins a piece. */
  void begin(int piece) {
    this.piece = piece;
    usesV2 = proof.usesV2(piece);
    inBlock = 0;
    anyData = false;
    sha1.reset();
    sha256.reset();
    root.reset();
  }

  /** Takes the next bytes of the piece, without the padding at its end. */
  void update(ByteBuffer data) {
    long begun = figures.now();
    int bytes = data.remaining();
    while (data.hasRemaining()) {
      int length = Math.min(data.remaining(), PieceGeometry.BLOCK_LENGTH - inBlock);
      data.get(part, 0, length);
      anyData = anyData || !Zeros.isAll(part, length);
      if (proof.usesV1()) {
        sha1.update(part, 0, length);
      }
      if (usesV2) {
        sha256.update(part, 0, length);
      }
      inBlock += length;
      if (inBlock == PieceGeometry.BLOCK_LENGTH) {
        endBlock();
      }
    }
    int halves = (proof.usesV1() ? 1 : 0) + (usesV2 ? 1 : 0);
    figures.hashing().add((long) bytes * halves, figures.since(begun));
  }

  /** Whether a byte of the piece so far was not zero. */
  boolean anyData() {
    return anyData;
  }

  /** Judges the piece, all bytes of which were given. */
  Verdict verdict() {
    byte[] v1 = null;
    if (proof.usesV1()) {
      Zeros.update(sha1, pieces.length(piece) - pieces.contentLength(piece));
      v1 = sha1.digest();
    }
    byte[] v2 = null;
    if (usesV2) {
      if (inBlock > 0) {
        endBlock();
      }
      v2 = new byte[BlockHasher.LEAF];
      root.root(proof.height(piece), v2, 0);
    }
    return proof.judge(piece, v1, v2);
  }

  private void endBlock() {
    if (usesV2) {
      root.add(sha256.digest(), 0);
    }
    inBlock = 0;
  }
}
