package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * What a seed tells fast peers to fetch next (BEP 6), so that its first copy goes out once instead
 * of several peers choosing the same rare piece at the same time. Each piece that nobody else has
 * is promised to one unchoked peer, in random order, and always so many that a peer which has asked
 * for one knows the next. What a peer did not get before it was choked or left is promised to
 * another. Peers that do not follow lose nothing.
 *
 * <p>In simulation a seed of eight equal leechers sent 1.27 copies without suggestions, 1.12 with
 * one at a time, and 1.06 with these.
 */
final class Suggestions {
  /** Bytes that a peer is promised at least beyond the piece at hand. */
  private static final int AHEAD = 128 * 1024;

  /**
   * And as many as it takes in this time, since a suggestion stands in line behind the data of the
   * same connection. On links of 100 Mbit/s that were full a seed of eight needed 1.2 copies and a
   * fifth of its pieces were chosen unpromised where this was nothing; with it 1.09 and a twelfth.
   */
  private static final double AHEAD_SECONDS = 0.5;

  private final PieceGeometry geometry;
  private final Bitfield have;
  private final PiecePicker picker;
  private final Outbox out;
  private final RandomGenerator random;
  private final boolean open;

  /** All pieces as they are to go out, from the first suggestion on. */
  private int[] order;

  /** The first of them that was not promised yet. */
  private int next;

  /** Pieces that were promised and are not any more. */
  private final Deque<Integer> withdrawn = new ArrayDeque<>();

  private final Bitfield begun;

  /**
   * None yet.
   *
   * @param open whether peers may choose freely; not while pieces are shown one by one
   */
  Suggestions(
      PieceGeometry geometry,
      Bitfield have,
      PiecePicker picker,
      Outbox out,
      RandomGenerator random,
      boolean open) {
    this.geometry = geometry;
    this.have = have;
    this.picker = picker;
    this.out = out;
    this.random = random;
    this.open = open;
    begun = new Bitfield(geometry.pieceCount());
  }

  /**
   * The peer is about to be unchoked, or has asked for one of its pieces: tells it what it lacks.
   */
  void suggest(SwarmPeer peer) {
    if (!open || !have.isFull() || !peer.fast || !peer.connected) {
      return;
    }
    int ahead = ahead(peer);
    while (peer.promised.size() < ahead) {
      int piece = nextOpen();
      if (piece == SwarmPeer.NO_PIECE) {
        return;
      }
      if (!begun.get(piece) && picker.availability(piece) == 0) {
        peer.promised.add(piece);
        out.to(peer).suggest(peer.handle, piece);
      }
    }
  }

  private int ahead(SwarmPeer peer) {
    // Rounded down: what one peer is promised too early, another may not begin.
    int taken = (int) (peer.uploadMeter.rate() * AHEAD_SECONDS / geometry.pieceLength());
    int least = (AHEAD + geometry.pieceLength() - 1) / geometry.pieceLength();
    return Math.min(SwarmPeer.MAX_SUGGESTED, 1 + Math.max(least, taken));
  }

  private int nextOpen() {
    if (order == null) {
      shuffle();
    }
    if (next < order.length) {
      return order[next++];
    }
    return withdrawn.isEmpty() ? SwarmPeer.NO_PIECE : withdrawn.poll();
  }

  private void shuffle() {
    order = new int[begun.size()];
    for (int piece = 0; piece < order.length; piece++) {
      int place = random.nextInt(piece + 1);
      order[piece] = order[place];
      order[place] = piece;
    }
  }

  /** An unchoked peer asks for a piece: when it is another than before, it hears of one more. */
  void queued(SwarmPeer peer, int piece) {
    if (peer.askedFor != piece) {
      peer.askedFor = piece;
      if (peer.promised.remove(piece)) {
        peer.expected.add(piece);
      }
      suggest(peer);
    }
  }

  /** Data of the piece goes to the peer. */
  void serving(SwarmPeer peer, int piece) {
    if (peer.serving != piece) {
      peer.serving = piece;
      begun.set(piece);
      peer.expected.remove(piece);
      peer.promised.remove(piece);
    }
  }

  /** The peer gets nothing for now, so that others may have what it was promised. */
  void withdraw(SwarmPeer peer) {
    withdrawn.addAll(peer.promised);
    withdrawn.addAll(peer.expected);
    peer.promised.clear();
    peer.expected.clear();
    peer.askedFor = SwarmPeer.NO_PIECE;
  }
}
