package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Speaks to BitTorrent trackers of all kinds. One for a whole peer: connections and connection ids
 * are kept for all of its torrents. {@link #close} it.
 */
public final class TrackerClients implements AnnounceClient {
  private final UdpTrackerClient udp;
  private final HttpTrackerClient http;

  /**
   * Clients, to be used on any context.
   *
   * @param peerHost where the peer listens; when that is one address, announces come from it too,
   *     since a tracker lists whom it sees
   * @param random makes transaction ids: nobody must guess it
   * @param clock milliseconds that never go back
   */
  public TrackerClients(Vertx vertx, String peerHost, RandomGenerator random, LongSupplier clock) {
    this.udp = new UdpTrackerClient(vertx, peerHost, random, clock, UdpTrackerClient.PATIENCE);
    this.http = new HttpTrackerClient(vertx, peerHost);
  }

  @Override
  public Future<AnnounceAnswer> announce(TrackerUrl tracker, Announce announce) {
    return tracker.isUdp() ? udp.announce(tracker, announce) : http.announce(tracker, announce);
  }

  /**
   * Asks how many are in swarms. Swarms of which the tracker says nothing are left out.
   *
   * @param infoHashes at most {@link io.minibit.tracker.protocol.UdpTrackerRequest#MAX_SCRAPED}; v2
   *     ones are cut
   * @return by hash of 20 bytes
   */
  public Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> infoHashes) {
    return tracker.isUdp() ? udp.scrape(tracker, infoHashes) : http.scrape(tracker, infoHashes);
  }

  /** Ends all that goes on; its futures fail. */
  public Future<Void> close() {
    return Future.join(udp.close(), http.close()).mapEmpty();
  }
}
