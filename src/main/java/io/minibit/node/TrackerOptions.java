package io.minibit.node;

import io.minibit.tracker.server.SwarmTable;

/**
 * What a tracker runs with.
 *
 * @param host address of both doors
 * @param port 0 takes a free one
 * @param peerTimeoutMillis after which a silent peer of the name protocol is dropped
 * @param announceIntervalSeconds between announces, as BitTorrent clients are told
 * @param evictionIntervalMillis between two sweeps
 * @param publicNames whether the name protocol answers public addresses too
 * @param sockets for UDP, where the system spreads datagrams over several
 * @param limits of the table of swarms
 * @param access whom it serves
 */
record TrackerOptions(
    String host,
    int port,
    long peerTimeoutMillis,
    int announceIntervalSeconds,
    long evictionIntervalMillis,
    boolean publicNames,
    int sockets,
    SwarmTable.Limits limits,
    AccessOptions access) {
  /** A BitTorrent peer that is silent for so many intervals is dropped. */
  private static final double INTERVALS_KEPT = 1.5;

  /** After which a silent BitTorrent peer is dropped. */
  long swarmTimeoutMillis() {
    return Math.round(announceIntervalSeconds * 1000 * INTERVALS_KEPT);
  }

  /** Between two sweeps; the table of swarms wants one within each of its timeouts. */
  long sweepMillis() {
    return Math.min(evictionIntervalMillis, swarmTimeoutMillis());
  }
}
