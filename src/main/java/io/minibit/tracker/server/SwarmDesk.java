package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What the UDP and the HTTP door of a tracker do alike: announces and scrapes against one table.
 */
final class SwarmDesk {
  /** Peers for those who name no number: what most clients ask for, and more than they dial. */
  static final int DEFAULT_PEERS = 50;

  /** Seconds that a client should wait at least, whatever moves it; less where the interval is. */
  private static final int MIN_INTERVAL = 60;

  private static final String NOT_LISTED = "too many peers: served, but not listed";

  private final SwarmTable table;
  private final int interval;

  /**
   * A desk.
   *
   * @param interval seconds between announces that clients are told
   */
  SwarmDesk(SwarmTable table, int interval) {
    this.table = table;
    this.interval = interval;
  }

  /**
   * Takes an announce.
   *
   * @param source where it came from; the peer is there, whatever it claims
   * @param maxPeers what the answer has room for
   * @param bothKinds whether the answer can hold peers of another kind of address than the source's
   * @return empty when the tracker is full
   */
  Optional<AnnounceAnswer> announce(
      InetAddress source, Announce announce, int maxPeers, boolean bothKinds, long now) {
    int asked = announce.numWant() < 0 ? DEFAULT_PEERS : announce.numWant();
    PeersWanted wanted =
        new PeersWanted(Math.min(asked, maxPeers), source instanceof Inet6Address, bothKinds);
    return table
        .announce(
            announce.infoHash(),
            new PeerAddress(source, announce.port()),
            announce.isSeeder(),
            announce.event(),
            wanted,
            now)
        .map(
            announced ->
                new AnnounceAnswer(
                    interval,
                    Math.min(interval, MIN_INTERVAL),
                    announced.counts(),
                    announced.peers(),
                    announced.listed() || announce.event() == AnnounceEvent.STOPPED
                        ? Optional.empty()
                        : Optional.of(NOT_LISTED)));
  }

  SwarmCounts scrape(InfoHash infoHash, long now) {
    return table.counts(infoHash, now);
  }
}
