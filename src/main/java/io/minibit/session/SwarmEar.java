package io.minibit.session;

import io.minibit.swarm.Swarm;
import io.minibit.wire.PeerMessage;

/** Tells a swarm what a peer said. */
final class SwarmEar {
  private SwarmEar() {}

  /** Passes on a message of BEP 3 or 6; others only show that the peer lives. */
  static void tell(Swarm swarm, int peer, PeerMessage message, long now) {
    if (message instanceof PeerMessage.Request request) {
      swarm.requested(peer, request.piece(), request.begin(), request.length(), now);
    } else if (message instanceof PeerMessage.Have have) {
      swarm.have(peer, have.piece(), now);
    } else if (message instanceof PeerMessage.Cancel cancel) {
      swarm.cancelled(peer, cancel.piece(), cancel.begin(), cancel.length(), now);
    } else if (message instanceof PeerMessage.Reject reject) {
      swarm.rejected(peer, reject.piece(), reject.begin(), reject.length(), now);
    } else if (message instanceof PeerMessage.Choke) {
      swarm.choked(peer, now);
    } else if (message instanceof PeerMessage.Unchoke) {
      swarm.unchoked(peer, now);
    } else if (message instanceof PeerMessage.Interested) {
      swarm.interested(peer, now);
    } else if (message instanceof PeerMessage.NotInterested) {
      swarm.notInterested(peer, now);
    } else if (message instanceof PeerMessage.Bitfield bitfield) {
      swarm.bitfield(peer, bitfield.bits().toBytes(), now);
    } else if (message instanceof PeerMessage.HaveAll) {
      swarm.haveAll(peer, now);
    } else if (message instanceof PeerMessage.HaveNone) {
      swarm.haveNone(peer, now);
    } else if (message instanceof PeerMessage.AllowedFast allowed) {
      swarm.allowedFast(peer, allowed.piece(), now);
    } else if (message instanceof PeerMessage.SuggestPiece suggested) {
      swarm.suggested(peer, suggested.piece(), now);
    } else {
      swarm.alive(peer, now);
    }
  }
}
