package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import java.nio.ByteBuffer;
import java.util.BitSet;

/**
 * Pieces of a hybrid torrent that v1 alone has passed, since the v2 hashes were not known: when
 * those come, each is read back once and judged by both. Safe for use by many threads.
 *
 * <p>Nothing slips through: what is there when the hashes come is put here then, whenever it was
 * passed, and what was under way without them, when it is passed.
 */
final class LateProof {
  private static final int BUFFER = 128 * 1024;

  private final PieceSpans spans;
  private final PieceClaims claims;
  private final StorageFigures figures;
  private volatile Torrent torrent;
  private volatile boolean learned;

  /** Guarded by itself. */
  private final BitSet halfProved = new BitSet();

  LateProof(Torrent torrent, PieceSpans spans, PieceClaims claims, StorageFigures figures) {
    this.torrent = torrent;
    this.spans = spans;
    this.claims = claims;
    this.figures = figures;
  }

  /** A piece that was written was found good by a proof. */
  void passed(int piece, PieceProof proof) {
    if (proof.awaitsV2(piece)) {
      synchronized (halfProved) {
        halfProved.set(piece);
      }
    }
  }

  /** The v2 hashes of all pieces have come; answers what judges by them. */
  PieceProof learn(PieceLayers layers) {
    PieceProof before = new PieceProof(torrent);
    claims.have().stream().forEach(piece -> passed(piece, before));
    Torrent whole = torrent.withLayers(layers);
    torrent = whole;
    learned = true;
    return new PieceProof(whole);
  }

  /** See {@link PieceStore#judgeNext}. */
  boolean judgeNext() throws StorageException {
    int piece = learned ? take() : -1;
    if (piece < 0) {
      return false;
    }
    // If not even v1 passes it any more it was changed since, which whoever reads it notices.
    if (claims.has(piece) && verdict(piece) == Verdict.HALVES_DIFFER) {
      claims.withdraw(piece);
      throw StorageException.halvesDiffer(piece);
    }
    return true;
  }

  private int take() {
    synchronized (halfProved) {
      int piece = halfProved.nextSetBit(0);
      if (piece >= 0) {
        halfProved.clear(piece);
      }
      return piece;
    }
  }

  private Verdict verdict(int piece) throws StorageException {
    PieceGeometry pieces = torrent.pieces();
    PieceHasher hasher = new PieceHasher(torrent, figures);
    hasher.begin(piece);
    int content = pieces.contentLength(piece);
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(BUFFER, content));
    for (int at = 0; at < content; at += buffer.limit()) {
      buffer.clear().limit(Math.min(buffer.capacity(), content - at));
      spans.read(piece, at, buffer);
      hasher.update(buffer.flip());
    }
    return hasher.verdict();
  }
}
