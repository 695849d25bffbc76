package io.minibit.swarm;

/** Keeps count of what each peer has that we want, and tells it when that begins and ends. */
final class Interest {
  private final PiecePicker picker;
  private final PeerTable peers;
  private final Outbox out;

  Interest(PiecePicker picker, PeerTable peers, Outbox out) {
    this.picker = picker;
    this.peers = peers;
    this.out = out;
  }

  /** Counts anew: the peer's pieces or our wishes changed in bulk. */
  void recount(SwarmPeer peer) {
    int wanted = 0;
    for (int piece = 0; piece < peer.pieces.size(); piece++) {
      if (peer.pieces.get(piece) && picker.isMissing(piece)) {
        wanted++;
      }
    }
    peer.wantedPieces = wanted;
    tell(peer);
  }

  /** The peer has gained a piece. */
  void peerGained(SwarmPeer peer, int piece) {
    if (picker.isMissing(piece)) {
      peer.wantedPieces++;
      tell(peer);
    }
  }

  /** The peer has lost a piece. */
  void peerLost(SwarmPeer peer, int piece) {
    if (picker.isMissing(piece)) {
      peer.wantedPieces--;
      tell(peer);
    }
  }

  /** We want a piece no more, or again. */
  void changed(int piece, int by) {
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (peer.pieces.get(piece)) {
        peer.wantedPieces += by;
        tell(peer);
      }
    }
  }

  private void tell(SwarmPeer peer) {
    boolean interesting = peer.wantedPieces > 0;
    if (interesting != peer.interesting && peer.connected) {
      peer.interesting = interesting;
      if (interesting) {
        out.to(peer).interested(peer.handle);
      } else {
        out.to(peer).notInterested(peer.handle);
      }
    }
  }
}
