package io.minibit.swarm;

/**
 * What each peer says that it has: keeps the picker's counts, our interest and what hangs on them.
 * A peer with everything is not counted piece by piece, which would make nothing rarer.
 */
final class PeerPieces {
  private final PiecePicker picker;
  private final Interest interest;
  private final Downloads downloads;
  private final Liveness liveness;
  private final Outbox out;

  /** Null unless pieces are shown one by one. */
  private final SuperSeed superSeed;

  PeerPieces(
      PiecePicker picker,
      Interest interest,
      Downloads downloads,
      Liveness liveness,
      Outbox out,
      SuperSeed superSeed) {
    this.picker = picker;
    this.interest = interest;
    this.downloads = downloads;
    this.liveness = liveness;
    this.out = out;
    this.superSeed = superSeed;
  }

  /** All that it has, instead of what it said before. */
  void bitfield(SwarmPeer peer, byte[] bits, long now) {
    forget(peer);
    if (peer.pieces.load(bits)) {
      learn(peer, now);
    } else {
      peer.countedAsSeed = true;
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    }
  }

  /** It has everything or nothing, instead of what it said before. */
  void allOrNone(SwarmPeer peer, boolean all, long now) {
    if (!peer.fast) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
      return;
    }
    forget(peer);
    peer.pieces.clearAll();
    if (all) {
      peer.pieces.setAll();
    }
    learn(peer, now);
  }

  private void learn(SwarmPeer peer, long now) {
    picker.lacks(peer);
    peer.countedAsSeed = peer.isSeed();
    if (!peer.countedAsSeed) {
      for (int piece = 0; piece < peer.pieces.size(); piece++) {
        if (peer.pieces.get(piece)) {
          picker.gained(piece);
        }
      }
    }
    interest.recount(peer);
    downloads.fill(peer, now);
    liveness.partIfUseless(peer, picker.missing() == 0);
  }

  /** It has one piece more. */
  void gained(SwarmPeer peer, int piece, long now) {
    if (isNoPiece(peer, piece) || !peer.pieces.set(piece)) {
      return;
    }
    picker.gained(piece);
    interest.peerGained(peer, piece);
    if (superSeed != null) {
      superSeed.peerGained(peer, piece, now);
    }
    downloads.fill(peer, now);
    liveness.partIfUseless(peer, picker.missing() == 0);
  }

  /** It has one piece fewer. */
  void lost(SwarmPeer peer, int piece) {
    if (isNoPiece(peer, piece) || !peer.pieces.get(piece)) {
      return;
    }
    if (peer.countedAsSeed) {
      peer.countedAsSeed = false;
      for (int each = 0; each < peer.pieces.size(); each++) {
        picker.gained(each);
      }
    }
    peer.pieces.clear(piece);
    picker.lost(piece);
    picker.lacks(peer);
    interest.peerLost(peer, piece);
  }

  /** We may ask for it while choked. */
  void allowed(SwarmPeer peer, int piece, long now) {
    if (!isNoFastPiece(peer, piece)) {
      peer.allow(piece);
      downloads.fill(peer, now);
    }
  }

  /** We had best fetch it next. */
  void suggested(SwarmPeer peer, int piece) {
    if (!isNoFastPiece(peer, piece)) {
      peer.suggest(piece);
    }
  }

  private boolean isNoFastPiece(SwarmPeer peer, int piece) {
    if (!peer.fast) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    }
    return !peer.fast || isNoPiece(peer, piece);
  }

  private boolean isNoPiece(SwarmPeer peer, int piece) {
    boolean none = piece < 0 || piece >= peer.pieces.size();
    if (none) {
      out.drop(peer, DropReason.PROTOCOL_ERROR);
    }
    return none;
  }

  /** It counts no more. */
  void forget(SwarmPeer peer) {
    if (!peer.countedAsSeed) {
      for (int piece = 0; piece < peer.pieces.size(); piece++) {
        if (peer.pieces.get(piece)) {
          picker.lost(piece);
        }
      }
    }
    peer.countedAsSeed = false;
  }
}
