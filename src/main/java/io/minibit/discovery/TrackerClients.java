package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.transport.OwnLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Speaks to BitTorrent trackers of all kinds. One for a whole peer: connections and connection ids
 * are kept for all of its torrents. {@link #close} it.
 *
 * <p>May be called from anywhere; its futures call back where it was called. The work itself is
 * done on an event loop of its own, and each client is made when it is first needed: starting a
 * client for HTTP takes longer than peers that are known already take to send a small file.
 */
public final class TrackerClients implements AnnounceClient {
  private final OwnLoop loop;
  private final Supplier<UdpTrackerClient> newUdp;
  private final Supplier<HttpTrackerClient> newHttp;

  /** On that loop alone, as the next two. */
  private UdpTrackerClient udp;

  private HttpTrackerClient http;

  private boolean closed;

  /**
   * Clients, to be used on any context.
   *
   * @param peerHost where the peer listens; when that is one address, announces come from it too,
   *     since a tracker lists whom it sees
   * @param random makes transaction ids: nobody must guess it
   * @param clock milliseconds that never go back
   */
  public TrackerClients(Vertx vertx, String peerHost, RandomGenerator random, LongSupplier clock) {
    loop = new OwnLoop(vertx);
    newUdp = () -> new UdpTrackerClient(vertx, peerHost, random, clock, UdpTrackerClient.PATIENCE);
    newHttp = () -> new HttpTrackerClient(vertx, peerHost);
  }

  @Override
  public Future<AnnounceAnswer> announce(TrackerUrl tracker, Announce announce) {
    return unlessClosed(
        () ->
            tracker.isUdp()
                ? udp().announce(tracker, announce)
                : http().announce(tracker, announce));
  }

  /**
   * Asks how many are in swarms. Swarms of which the tracker says nothing are left out.
   *
   * @param infoHashes at most {@link io.minibit.tracker.protocol.UdpTrackerRequest#MAX_SCRAPED}; v2
   *     ones are cut
   * @return by hash of 20 bytes
   */
  public Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> infoHashes) {
    return unlessClosed(
        () ->
            tracker.isUdp()
                ? udp().scrape(tracker, infoHashes)
                : http().scrape(tracker, infoHashes));
  }

  /** Ends all that goes on; its futures fail. */
  public Future<Void> close() {
    return loop.call(
        () -> {
          closed = true;
          Future<Void> none = Future.succeededFuture();
          return Future.join(udp == null ? none : udp.close(), http == null ? none : http.close())
              .mapEmpty();
        });
  }

  private UdpTrackerClient udp() {
    if (udp == null) {
      udp = newUdp.get();
    }
    return udp;
  }

  private HttpTrackerClient http() {
    if (http == null) {
      http = newHttp.get();
    }
    return http;
  }

  private <T> Future<T> unlessClosed(Supplier<Future<T>> work) {
    return loop.call(
        () ->
            closed
                ? Future.failedFuture(new TrackerAwayException("the peer is closing"))
                : work.get());
  }
}
