package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses what to ask a peer for.
 *
 * <p>In this order: the piece that the peer is working on; a piece that another began and left; for
 * a slow peer any begun piece, so that pieces become whole soon; a new piece, by priority, then
 * rarest first (at random while we have next to nothing, in order in sequential mode); for a fast
 * peer now also begun pieces; at last, in the end game, blocks that a much slower peer was asked
 * for.
 *
 * <p>Correct because every block has one state in one {@link ActivePiece}, and a block goes twice
 * to one peer never: its pipeline is asked wherever it could. Bounded: begun pieces are about as
 * many as peers, since new ones come last; the search for a new piece looks at {@link #SCAN} places
 * of the order, then at whole words of the peer's bitfield.
 */
final class PiecePicker {
  /** Pieces until which new ones are chosen by chance, to have something to trade (libtorrent). */
  static final int RANDOM_FIRST = 4;

  /** Places of the rarity order that are tried before bitfields are compared. */
  static final int SCAN = 64;

  /** A peer that sends a piece in this time has pieces for itself (libtorrent: 20 s). */
  static final double WHOLE_PIECE_SECONDS = 20;

  /** In the end game a block goes to a peer that is this many times sooner. */
  static final double STEAL_FACTOR = 3;

  /** And by this much at least, in nanoseconds. */
  static final double STEAL_MARGIN = 500e6;

  /** After a search in vain the next one waits so long: it looks at every begun block. */
  static final long STEAL_PAUSE = 50_000_000;

  private final PieceGeometry geometry;
  private final RandomGenerator random;
  private final boolean sequential;
  private final Bitfield have;
  private final int[] availability;
  private final byte[] priorities;
  private final Bitfield suspects;
  private final ActivePiece[] active;
  private final List<ActivePiece> begun = new ArrayList<>();

  /** By priority: the pieces not begun. */
  private final RarityOrder[] orders = new RarityOrder[PiecePriority.LEVELS];

  /** Those of all orders. */
  private final Bitfield pickable;

  private int wantedMissing;

  PiecePicker(PieceGeometry geometry, Bitfield have, boolean sequential, RandomGenerator random) {
    this.geometry = geometry;
    this.have = have;
    this.sequential = sequential;
    this.random = random;
    int count = geometry.pieceCount();
    availability = new int[count];
    priorities = new byte[count];
    suspects = new Bitfield(count);
    active = new ActivePiece[count];
    pickable = new Bitfield(count);
    for (int piece = 0; piece < count; piece++) {
      priorities[piece] = PiecePriority.NORMAL.level();
      if (!have.get(piece)) {
        wantedMissing++;
        enter(piece);
      }
    }
  }

  /** Whether a piece is asked for: wanted and not had. */
  boolean isMissing(int piece) {
    return !have.get(piece) && priorities[piece] != 0;
  }

  /** How many pieces are wanted and not had. */
  int missing() {
    return wantedMissing;
  }

  /** How many peers that do not have everything have it. */
  int availability(int piece) {
    return availability[piece];
  }

  /** One peer more has the piece. */
  void gained(int piece) {
    int before = availability[piece]++;
    if (pickable.get(piece)) {
      order(piece).raise(piece, before);
    }
  }

  /** One peer fewer has the piece. */
  void lost(int piece) {
    int before = availability[piece]--;
    if (pickable.get(piece)) {
      order(piece).lower(piece, before);
    }
  }

  /** Changes a piece's priority. */
  void prioritise(int piece, PiecePriority priority) {
    boolean wasMissing = isMissing(piece);
    boolean wasPickable = pickable.get(piece);
    if (wasPickable) {
      leave(piece);
    }
    priorities[piece] = priority.level();
    if (!have.get(piece) && active[piece] == null) {
      enter(piece);
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
    return piece != null ? take(piece, peer) : steal(peer, now);
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
      int piece = fresh(peer);
      found = piece >= 0 ? begin(piece, peer) : null;
    }
    if (found == null && whole && !peer.onParole) {
      found = resume(peer, false);
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
      if ((!leftOnly || piece.worker == null)
          && (best == null || piece.free() < best.free())
          && offers(piece, peer)
          && (!peer.onParole || piece.owner == peer)) {
        best = piece;
      }
    }
    return best;
  }

  /** Whether the piece has a block for this peer. */
  private boolean offers(ActivePiece piece, SwarmPeer peer) {
    if (piece.free() == 0
        || active[piece.piece] != piece
        || priorities[piece.piece] == 0
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
    int limit = Math.min(peer.maxRun, piece.blocks - first);
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
    leave(piece);
    started.place = begun.size();
    begun.add(started);
    active[piece] = started;
    if (peer.onParole || suspects.get(piece)) {
      started.owner = peer;
    }
    return started;
  }

  private int fresh(SwarmPeer peer) {
    if (sequential) {
      return firstInOrder(peer);
    }
    for (int piece : peer.suggested) {
      if (piece != SwarmPeer.NO_PIECE && pickable.get(piece) && isAsGoodAsAny(piece, peer)) {
        return piece;
      }
    }
    for (int priority = orders.length - 1; priority > 0; priority--) {
      RarityOrder order = orders[priority];
      if (order != null && order.size() > 0) {
        int start = have.count() < RANDOM_FIRST ? random.nextInt(order.size()) : 0;
        int end = Math.min(order.size(), start + SCAN);
        for (int place = start; place < end; place++) {
          if (peer.pieces.get(order.at(place))) {
            return order.at(place);
          }
        }
      }
    }
    return peer.isSeed() && pickable.count() == 0 ? -1 : rarest(peer);
  }

  /** Whether the peer has the piece and none of higher priority or rarer is to be had. */
  private boolean isAsGoodAsAny(int piece, SwarmPeer peer) {
    for (int priority = orders.length - 1; priority > priorities[piece]; priority--) {
      if (orders[priority] != null && orders[priority].size() > 0) {
        return false;
      }
    }
    return peer.pieces.get(piece) && availability[piece] <= availability[order(piece).at(0)];
  }

  private int firstInOrder(SwarmPeer peer) {
    for (int word = 0; word < pickable.wordCount(); word++) {
      long common = pickable.word(word) & peer.pieces.word(word);
      if (common != 0) {
        return word * Long.SIZE + Long.numberOfTrailingZeros(common);
      }
    }
    return -1;
  }

  /** Compares bitfields, from a random word on so that ties are broken by chance. */
  private int rarest(SwarmPeer peer) {
    int best = -1;
    int words = pickable.wordCount();
    int start = random.nextInt(words);
    for (int i = 0; i < words; i++) {
      int word = start + i < words ? start + i : start + i - words;
      long common = pickable.word(word) & peer.pieces.word(word);
      while (common != 0) {
        int piece = word * Long.SIZE + Long.numberOfTrailingZeros(common);
        if (best < 0 || isBetter(piece, best)) {
          best = piece;
        }
        common &= common - 1;
      }
    }
    return best;
  }

  private boolean isBetter(int piece, int best) {
    return priorities[piece] != priorities[best]
        ? priorities[piece] > priorities[best]
        : availability[piece] < availability[best];
  }

  /**
   * The end game: every piece is begun and nothing is free, so the peer is asked for a block that
   * another will deliver much later; the first to deliver has the other cancelled. By expected
   * times instead of to everyone at once, so that it wastes next to nothing and also frees blocks
   * from stallers.
   */
  private long steal(SwarmPeer peer, long now) {
    if (pickable.count() > 0
        || peer.onParole
        || peer.pipeline.isSnubbed()
        || peer.pipeline.open() > 1
        || now < peer.nothingToStealUntil) {
      return BlockRun.NONE;
    }
    double ours = peer.pipeline.eta(PieceGeometry.BLOCK_LENGTH, now) + peer.pipeline.delay();
    for (int i = 0; i < begun.size(); i++) {
      ActivePiece piece = begun.get(i);
      if (piece.owner == null
          && piece.received() < piece.blocks
          && priorities[piece.piece] != 0
          && peer.pieces.get(piece.piece)) {
        for (int block = piece.blocks - 1; block >= 0; block--) {
          SwarmPeer holder = piece.source(block);
          if (piece.isContested(block)
              && holder != peer
              && (holder == null
                  || holder.pipeline.eta(0, now) > STEAL_FACTOR * ours + STEAL_MARGIN)
              && !peer.pipeline.covers(piece.piece, block)) {
            piece.request(block, peer);
            return BlockRun.of(piece.piece, block, 1);
          }
        }
      }
    }
    peer.nothingToStealUntil = now + STEAL_PAUSE;
    return BlockRun.NONE;
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
    if (piece.owner == peer && piece.received() == 0) {
      piece.owner = null;
    }
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
      enter(piece.piece);
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
      if (piece.owner == peer) {
        giveUp(piece);
      }
    }
  }

  /**
   * A piece of a single owner that left: another begins anew, since mixing would hide the guilty.
   */
  private void giveUp(ActivePiece piece) {
    if (piece.received() < piece.blocks) {
      piece.owner = null;
    }
  }

  /** The piece is verified. */
  void verified(int piece) {
    if (pickable.get(piece)) {
      leave(piece);
    }
    if (active[piece] != null) {
      end(active[piece]);
    }
    if (isMissing(piece)) {
      wantedMissing--;
    }
    suspects.clear(piece);
    have.set(piece);
  }

  /** The piece did not match its hash: it is fetched again, from one peer. */
  void failed(int piece) {
    if (active[piece] != null) {
      end(active[piece]);
    }
    suspects.set(piece);
    enter(piece);
  }

  /** A piece that we had is gone. */
  void forget(int piece) {
    if (have.clear(piece)) {
      if (isMissing(piece)) {
        wantedMissing++;
      }
      enter(piece);
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

  private void enter(int piece) {
    if (priorities[piece] != 0 && pickable.set(piece)) {
      order(piece).add(piece, availability[piece]);
    }
  }

  private void leave(int piece) {
    pickable.clear(piece);
    order(piece).remove(piece, availability[piece]);
  }

  private RarityOrder order(int piece) {
    int priority = priorities[piece];
    if (orders[priority] == null) {
      orders[priority] = new RarityOrder(geometry.pieceCount(), random);
    }
    return orders[priority];
  }
}
