package io.minibit.tracker.server;

import io.minibit.tracker.protocol.PeerAddress;

/** A peer in one swarm. */
final class SwarmPeer {
  final PeerAddress address;
  final Swarm swarm;

  /** When it last announced. */
  long seen;

  /** Where it stands in its {@link Roster}. */
  int position = -1;

  SwarmPeer(PeerAddress address, Swarm swarm) {
    this.address = address;
    this.swarm = swarm;
  }
}
