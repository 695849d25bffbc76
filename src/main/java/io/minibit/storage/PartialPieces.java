package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The pieces of a torrent of which some blocks came and that are not verified. Safe for use by many
 * threads; those on different pieces do not meet.
 */
final class PartialPieces {
  private final PieceGeometry pieces;
  private volatile PieceProof proof;
  private final PieceSpans spans;
  private final PieceClaims claims;
  private final LateProof late;
  private final StorageFigures figures;
  private final Map<Integer, PartialPiece> partial = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<BlockHasher> hashers = new ConcurrentLinkedQueue<>();

  PartialPieces(
      Torrent torrent,
      PieceSpans spans,
      PieceClaims claims,
      LateProof late,
      StorageFigures figures) {
    this.late = late;
    this.pieces = torrent.pieces();
    this.proof = new PieceProof(torrent);
    this.spans = spans;
    this.claims = claims;
    this.figures = figures;
  }

  /** Takes over what is remembered of a piece, if nothing speaks against it. */
  void restore(int piece, BitSet blocks) {
    int count = pieces.blockCount(piece);
    if (blocks.length() > count || claims.has(piece) || claims.mustCheck(piece)) {
      return;
    }
    if (blocks.cardinality() == count) {
      // It was complete and not yet judged: no further block would come to have that done.
      claims.doubt(piece);
    } else {
      partial.put(piece, newPartial(piece, blocks));
    }
  }

  /** By piece, copies of which blocks are there. */
  SortedMap<Integer, BitSet> blocks() {
    SortedMap<Integer, BitSet> blocks = new TreeMap<>();
    partial.forEach((piece, state) -> blocks.put(piece, state.stored()));
    return blocks;
  }

  /** From now on pieces are judged by this, those that are begun too. */
  void judgeBy(PieceProof newer) {
    proof = newer;
  }

  /** What was there of a piece counts no more. */
  void forget(int piece) {
    partial.remove(piece);
  }

  /** See {@link PieceStore#write}. */
  WriteOutcome write(int piece, int offset, ByteBuffer... data) throws StorageException {
    requireBlocks(piece, offset, data);
    claims.requireChecked(piece);
    PartialPiece state = incomplete(piece);
    if (state == null) {
      return WriteOutcome.DUPLICATE;
    }
    PieceProof known = proof;
    state.judgeBy(known);
    BlockHasher hasher = borrowHasher();
    WriteOutcome outcome;
    try {
      outcome = state.write(offset, data, hasher);
    } finally {
      hashers.add(hasher);
    }
    figures.judged(outcome);
    if (outcome == WriteOutcome.PIECE_VERIFIED) {
      claims.verified(piece);
      late.passed(piece, known);
      partial.remove(piece, state);
    }
    return outcome;
  }

  private void requireBlocks(int piece, int offset, ByteBuffer[] data) {
    int content = pieces.contentLength(piece);
    long end = offset;
    for (ByteBuffer blocks : data) {
      if (end % PieceGeometry.BLOCK_LENGTH != 0) {
        throw new IllegalArgumentException("a block begins at " + end);
      }
      end += blocks.remaining();
    }
    Objects.checkFromToIndex(offset, (int) Math.min(end, Integer.MAX_VALUE), content);
    if (end % PieceGeometry.BLOCK_LENGTH != 0 && end != content) {
      throw new IllegalArgumentException("a block ends at " + end);
    }
  }

  /** See {@link PieceStore#learnBlockHashes}. */
  boolean learn(int piece, byte[] leaves) {
    if (!isProved(piece, leaves)) {
      return false;
    }
    PartialPiece state = incomplete(piece);
    // A piece that was verified meanwhile needs them no more; they are no less true for that.
    if (state != null) {
      state.learn(leaves);
    }
    return true;
  }

  private boolean isProved(int piece, byte[] leaves) {
    if (!proof.usesV2(piece) || leaves.length != pieces.blockCount(piece) * BlockHasher.LEAF) {
      return false;
    }
    BlockHasher hasher = borrowHasher();
    try {
      return proof.isRoot(piece, hasher.root(leaves, proof.height(piece)));
    } finally {
      hashers.add(hasher);
    }
  }

  private BlockHasher borrowHasher() {
    BlockHasher idle = hashers.poll();
    return idle == null ? new BlockHasher(figures) : idle;
  }

  /** The state of a piece, or null if it is verified. */
  private PartialPiece incomplete(int piece) {
    PartialPiece state =
        partial.computeIfAbsent(piece, missing -> newPartial(missing, new BitSet()));
    // Asked afterwards: a piece is claimed before its state goes, so a state that was made for one
    // that another worker has just completed is seen for what it is.
    if (claims.has(piece)) {
      partial.remove(piece, state);
      return null;
    }
    return state;
  }

  private PartialPiece newPartial(int piece, BitSet stored) {
    return new PartialPiece(piece, pieces, proof, spans, stored);
  }
}
