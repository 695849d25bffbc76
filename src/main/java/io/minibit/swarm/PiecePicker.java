package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses what to ask a peer for.
 *
 * <p>In this order: the piece that the peer is working on; a piece that another began and left; for
 * a slow peer any begun piece, so that pieces become whole soon; a new piece of {@link
 * FreshPieces}; for a fast peer now also begun pieces; at last, in the {@link EndGame}, blocks that
 * a much slower peer was asked for. A peer on parole gets pieces for itself, and when there are
 * none it takes over, for itself, what another left behind: mixing delays finding the guilty, and
 * waiting for who left would never end.
 *
 * <p>Correct because every block has one state in one {@link ActivePiece}, and a block goes twice
 * to one peer never: its pipeline is asked wherever it could. Bounded: begun pieces are about as
 * many as peers, since new ones come last, and those of an earlier run are finished first.
 */
final class PiecePicker {
  /** A peer that sends a piece in this time has pieces for itself (libtorrent: 20 s). */
  static final double WHOLE_PIECE_SECONDS = 20;

  private final PieceGeometry geometry;
  private final Bitfield have;
  private final FreshPieces fresh;
  private final EndGame endGame;
  private final Bitfield suspects;
  private final ActivePiece[] active;
  private final List<ActivePiece> begun = new ArrayList<>();
  private int wantedMissing;

  PiecePicker(PieceGeometry geometry, Bitfield have, boolean sequential, RandomGenerator random) {
    this.geometry = geometry;
    this.have = have;
    fresh = new FreshPieces(have, sequential, random);
    endGame = new EndGame(fresh, begun);
    suspects = new Bitfield(have.size());
    active = new ActivePiece[have.size()];
    for (int piece = 0; piece < have.size(); piece++) {
      if (!have.get(piece)) {
        wantedMissing++;
        fresh.add(piece);
      }
    }
  }

  /** Whether a piece is asked for: wanted and not had. */
  boolean isMissing(int piece) {
    return !have.get(piece) && fresh.isWanted(piece);
  }

  /** How many pieces are wanted and not had. */
  int missing() {
    return wantedMissing;
  }

  /** How many peers that do not have everything have it. */
  int availability(int piece) {
    return fresh.availability(piece);
  }

  /** One peer more has the piece. */
  void gained(int piece) {
    fresh.gained(piece);
  }

  /** One peer fewer has the piece. */
  void lost(int piece) {
    fresh.lost(piece);
  }

  /** Changes a piece's priority. */
  void prioritise(int piece, PiecePriority priority) {
    boolean wasMissing = isMissing(piece);
    fresh.prioritise(piece, priority);
    if (!have.get(piece) && active[piece] == null) {
      fresh.add(piece);
    }
    wantedMissing += (isMissing(piece) ? 1 : 0) - (wasMissing ? 1 : 0);
  }

  /** The begun piece, or null. */
  ActivePiece active(int piece) {
    return active[piece];
  }

  /**
   * Reserves blocks for a peer.
   *
   * @return a {@link BlockRun}, or {@link BlockRun#NONE} if there is nothing for it
   */
  long pick(SwarmPeer peer, long now) {
    if (peer.wantedPieces == 0) {
      return BlockRun.NONE;
    }
    if (peer.chokesUs) {
      return pickAllowed(peer);
    }
    ActivePiece piece = peer.current;
    if (piece == null || !offers(piece, peer)) {
      piece = next(peer);
      peer.current = piece;
    }
    return piece != null ? take(piece, peer) : endGame.steal(peer, now);
  }

  private long pickAllowed(SwarmPeer peer) {
    for (int piece : peer.allowedToUs) {
      if (peer.pieces.get(piece) && isMissing(piece)) {
        ActivePiece found = active[piece] == null ? begin(piece, peer) : active[piece];
        if (found != null && offers(found, peer)) {
          return take(found, peer);
        }
      }
    }
    return BlockRun.NONE;
  }

  private ActivePiece next(SwarmPeer peer) {
    boolean whole = peer.onParole || isFast(peer);
    ActivePiece found = resume(peer, whole);
    if (found == null) {
      int piece = fresh.choose(peer);
      found = piece == FreshPieces.NONE ? null : begin(piece, peer);
    }
    if (found == null && whole && !peer.onParole) {
      found = resume(peer, false);
    }
    if (found == null && peer.onParole) {
      found = takeOver(peer);
    }
    if (found != null && found.worker == null) {
      found.worker = peer;
    }
    return found;
  }

  private boolean isFast(SwarmPeer peer) {
    return peer.pipeline.meter().rate() * WHOLE_PIECE_SECONDS >= geometry.pieceLength();
  }

  /** The begun piece nearest to its end that the peer can help with. */
  private ActivePiece resume(SwarmPeer peer, boolean leftOnly) {
    ActivePiece best = null;
    for (int i = 0; i < begun.size(); i++) {
      ActivePiece piece = begun.get(i);
      if ((!leftOnly || piece.worker == null || (peer.onParole && piece.worker == peer))
          && (best == null || piece.free() < best.free())
          && offers(piece, peer)
          && (!peer.onParole || piece.owner == peer)) {
        best = piece;
      }
    }
    return best;
  }

  /** The begun piece nearest to its end that nobody is at work on; it is the peer's own now. */
  private ActivePiece takeOver(SwarmPeer peer) {
    ActivePiece best = null;
    for (int i = 0; i < begun.size(); i++) {
      ActivePiece piece = begun.get(i);
      if (piece.owner == null
          && piece.isLeft()
          && (best == null || piece.free() < best.free())
          && offers(piece, peer)) {
        best = piece;
      }
    }
    if (best != null) {
      best.owner = peer;
    }
    return best;
  }

  /** Whether the piece has a block for this peer. */
  private boolean offers(ActivePiece piece, SwarmPeer peer) {
    if (piece.free() == 0
        || active[piece.piece] != piece
        || !fresh.isWanted(piece.piece)
        || !peer.pieces.get(piece.piece)
        || (piece.owner != null && piece.owner != peer)) {
      return false;
    }
    return firstFree(piece, peer) < piece.blocks;
  }

  /** The first free block that the peer has not been asked for. */
  private static int firstFree(ActivePiece piece, SwarmPeer peer) {
    int block = piece.firstFree();
    if (peer.pipeline.unanswered() > peer.pipeline.open()) {
      while (block < piece.blocks
          && (!piece.isFree(block) || peer.pipeline.covers(piece.piece, block))) {
        block++;
      }
    }
    return block;
  }

  private long take(ActivePiece piece, SwarmPeer peer) {
    int first = firstFree(piece, peer);
    int count = 0;
    int limit = Math.min(peer.pipeline.runLength(peer.maxRun), piece.blocks - first);
    while (count < limit
        && piece.isFree(first + count)
        && (count == 0 || !peer.pipeline.covers(piece.piece, first + count))) {
      piece.request(first + count, peer);
      count++;
    }
    return BlockRun.of(piece.piece, first, count);
  }

  /** Begins a piece; null if the peer still owes an answer for each of its blocks. */
  private ActivePiece begin(int piece, SwarmPeer peer) {
    ActivePiece started = new ActivePiece(geometry, piece);
    if (firstFree(started, peer) == started.blocks) {
      return null;
    }
    add(started);
    if (peer.onParole || suspects.get(piece)) {
      started.owner = peer;
    }
    return started;
  }

  private void add(ActivePiece started) {
    fresh.remove(started.piece);
    started.place = begun.size();
    begun.add(started);
    active[started.piece] = started;
  }

  /**
   * Blocks of the piece are in storage from an earlier run; anybody may go on with it.
   *
   * @throws IllegalArgumentException if that cannot be, or if they are all of the piece
   */
  void restore(int piece, BitSet blocks) {
    int count = geometry.blockCount(piece);
    if (have.get(piece)
        || active[piece] != null
        || blocks.isEmpty()
        || blocks.length() > count
        || blocks.cardinality() == count) {
      throw new IllegalArgumentException("piece " + piece + " cannot begin with " + blocks);
    }
    ActivePiece restored = new ActivePiece(geometry, piece);
    restored.restore(blocks);
    add(restored);
  }

  /** A request will not be answered: its blocks are free again. */
  void release(long run, SwarmPeer peer) {
    ActivePiece piece = active[BlockRun.piece(run)];
    if (piece == null) {
      return;
    }
    for (int i = 0; i < BlockRun.count(run); i++) {
      piece.release(BlockRun.block(run) + i, peer);
    }
    if (piece.worker == peer) {
      piece.worker = null;
    }
    giveUp(piece, peer);
    endIfUntouched(piece);
  }

  /** A block came that is not what it should be: it is free again. Returns who sent it, or null. */
  SwarmPeer discard(int piece, int block) {
    if (active[piece] == null) {
      return null;
    }
    SwarmPeer sender = active[piece].discard(block);
    endIfUntouched(active[piece]);
    return sender;
  }

  private void endIfUntouched(ActivePiece piece) {
    if (piece.isUntouched()) {
      end(piece);
      fresh.add(piece.piece);
    }
  }

  /** The peer will not go on with its piece. */
  void abandon(SwarmPeer peer) {
    peer.current = null;
    for (int i = begun.size() - 1; i >= 0; i--) {
      ActivePiece piece = begun.get(i);
      if (piece.worker == peer) {
        piece.worker = null;
      }
      giveUp(piece, peer);
      endIfUntouched(piece);
    }
  }

  /** The peer has no longer all that it had: others may go on with what it cannot finish. */
  void lacks(SwarmPeer peer) {
    for (int i = begun.size() - 1; i >= 0; i--) {
      ActivePiece piece = begun.get(i);
      if (!peer.pieces.get(piece.piece)) {
        if (piece.worker == peer) {
          piece.worker = null;
        }
        giveUp(piece, peer);
        endIfUntouched(piece);
      }
    }
  }

  /** The peer's own piece, if it is that and not all of it has come, may be finished by others. */
  private static void giveUp(ActivePiece piece, SwarmPeer peer) {
    if (piece.owner == peer && piece.received() < piece.blocks) {
      piece.owner = null;
    }
  }

  /** The piece is verified. */
  void verified(int piece) {
    fresh.remove(piece);
    if (active[piece] != null) {
      end(active[piece]);
    }
    if (isMissing(piece)) {
      wantedMissing--;
    }
    suspects.clear(piece);
    have.set(piece);
  }

  /**
   * The piece did not match its hash: it is fetched again, from one peer. If one had it to itself
   * at the end, after others had left it, that one is next: else who spoils a piece with one block
   * and leaves could be the first at it for ever.
   */
  void failed(int piece) {
    SwarmPeer finisher = null;
    if (active[piece] != null) {
      finisher = active[piece].owner;
      end(active[piece]);
    }
    suspects.set(piece);
    fresh.add(piece);
    if (finisher != null && mayGoOn(finisher, piece)) {
      ActivePiece again = begin(piece, finisher);
      if (again != null) {
        again.worker = finisher;
      }
    }
  }

  private boolean mayGoOn(SwarmPeer peer, int piece) {
    return peer.connected
        && peer.onParole
        && !peer.chokesUs
        && !peer.pipeline.isSnubbed()
        && peer.pieces.get(piece)
        && fresh.isWanted(piece);
  }

  /** A piece that we had is gone. */
  void forget(int piece) {
    if (have.clear(piece)) {
      if (isMissing(piece)) {
        wantedMissing++;
      }
      fresh.add(piece);
    }
  }

  private void end(ActivePiece piece) {
    active[piece.piece] = null;
    ActivePiece last = begun.remove(begun.size() - 1);
    if (last != piece) {
      begun.set(piece.place, last);
      last.place = piece.place;
    }
  }
}
