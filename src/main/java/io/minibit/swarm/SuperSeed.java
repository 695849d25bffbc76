package io.minibit.swarm;

import java.util.HashMap;
import java.util.Map;

/**
 * Super-seeding (BEP 16): a lone first seed claims to have nothing and shows each peer one piece at
 * a time, the least spread; the next one only when somebody else is seen to have the last, so that
 * every piece goes up about once and those who pass pieces on get more.
 */
final class SuperSeed {
  /** A peer that has its piece and finds nobody to pass it on to gets another after this. */
  static final long PATIENCE = 10_000_000_000L;

  private static final int NOTHING = -1;

  private static final class Shown {
    final Bitfield pieces;
    int latest = NOTHING;
    long heldSince = Long.MAX_VALUE;

    Shown(int pieceCount) {
      pieces = new Bitfield(pieceCount);
    }
  }

  private final PiecePicker picker;
  private final PeerTable peers;
  private final Outbox out;
  private final int[] shownTo;
  private final Map<SwarmPeer, Shown> shown = new HashMap<>();

  SuperSeed(int pieceCount, PiecePicker picker, PeerTable peers, Outbox out) {
    this.picker = picker;
    this.peers = peers;
    this.out = out;
    shownTo = new int[pieceCount];
  }

  void joined(SwarmPeer peer) {
    shown.put(peer, new Shown(shownTo.length));
    reveal(peer);
  }

  void left(SwarmPeer peer) {
    shown.remove(peer);
  }

  /** Whether the peer was shown the piece. */
  boolean isShown(SwarmPeer peer, int piece) {
    Shown to = shown.get(peer);
    return to != null && piece >= 0 && piece < shownTo.length && to.pieces.get(piece);
  }

  /** A peer has a piece: whoever was shown it, and is not that peer, has passed it on. */
  void peerGained(SwarmPeer holder, int piece, long now) {
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      Shown to = shown.get(peer);
      if (to != null && to.latest == piece) {
        if (peer != holder || isSpread(piece) || isAlone(peer)) {
          reveal(peer);
        } else {
          to.heldSince = now;
        }
      }
    }
  }

  private boolean isSpread(int piece) {
    return picker.availability(piece) > 1;
  }

  /** Whether there is nobody to pass anything on to. */
  private boolean isAlone(SwarmPeer peer) {
    for (int i = 0; i < peers.size(); i++) {
      if (peers.at(i) != peer && peers.at(i).interestedInUs) {
        return false;
      }
    }
    return true;
  }

  /** Sees to those who wait in vain. */
  void tick(long now) {
    for (int i = 0; i < peers.size(); i++) {
      Shown to = shown.get(peers.at(i));
      if (to != null && to.heldSince != Long.MAX_VALUE && now - to.heldSince > PATIENCE) {
        reveal(peers.at(i));
      }
    }
  }

  private void reveal(SwarmPeer peer) {
    Shown to = shown.get(peer);
    int best = NOTHING;
    for (int piece = 0; piece < shownTo.length; piece++) {
      if (!peer.pieces.get(piece)
          && !to.pieces.get(piece)
          && (best == NOTHING || spread(piece) < spread(best))) {
        best = piece;
      }
    }
    to.latest = best;
    to.heldSince = Long.MAX_VALUE;
    if (best != NOTHING) {
      to.pieces.set(best);
      shownTo[best]++;
      out.to(peer).have(peer.handle, best);
    }
  }

  private int spread(int piece) {
    return shownTo[piece] + picker.availability(piece);
  }
}
