package io.minibit.swarm;

/** Ends connections that are dead or of no use to either end, and keeps ours from looking so. */
final class Liveness {
  /**
   * Nothing sent for so long: send an empty message. Some clients give up after 10 s of silence.
   */
  static final long KEEP_ALIVE = 8_000_000_000L;

  /** Nothing received for so long: BEP 3's two minutes. */
  static final long DEAD = 120_000_000_000L;

  private final PeerTable peers;
  private final Outbox out;

  Liveness(PeerTable peers, Outbox out) {
    this.peers = peers;
    this.out = out;
  }

  void tick(long now) {
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (now - peer.receivedAt > DEAD) {
        out.drop(peer, DropReason.TIMED_OUT);
      } else if (now - peer.sentAt >= KEEP_ALIVE) {
        out.to(peer).keepAlive(peer.handle);
      }
    }
  }

  /** Two that both only give have nothing to say to each other. */
  void partIfUseless(SwarmPeer peer, boolean weOnlyGive) {
    if (weOnlyGive && (peer.isSeed() || peer.uploadOnly)) {
      out.drop(peer, DropReason.SEED_TO_SEED);
    }
  }

  /**
   * Makes room for a newcomer: of those that have been useless to both ends the one whose
   * connection others would end first, too (BEP 40); false if none is useless.
   */
  boolean replaceIdle() {
    SwarmPeer least = null;
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (peer.connected
          && !peer.interesting
          && !peer.interestedInUs
          && (least == null || Integer.compareUnsigned(peer.priority, least.priority) < 0)) {
        least = peer;
      }
    }
    if (least != null) {
      out.drop(least, DropReason.REPLACED);
    }
    return least != null;
  }
}
