package io.minibit.swarm;

/**
 * Who told of a peer; a private torrent's peers come from its own trackers alone (BEP 27). Of two
 * that told of the same, the first in this order counts.
 */
public enum PeerOrigin {
  /** The user, the torrent's link, or a tracker that the torrent itself names. */
  OWN,
  /** Anybody else: other peers, the local network, trackers that are asked for every torrent. */
  OTHER,
  /** Whoever was asked for a hybrid's alias: the peer may know the torrent by no other name. */
  ALIAS
}
