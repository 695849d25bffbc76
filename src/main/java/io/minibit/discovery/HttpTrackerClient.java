package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.HttpTrackerAnswer;
import io.minibit.tracker.protocol.HttpTrackerRequest;
import io.minibit.tracker.protocol.PrivateNetworks;
import io.minibit.tracker.protocol.RefusedException;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Announces and scrapes over HTTP (BEP 3, 7, 23, 31, 48). Trackers are strangers: see {@link
 * HttpFetch} for what an answer may cost.
 *
 * <p>May be called from anywhere. {@link #close} it.
 */
final class HttpTrackerClient {
  private static final int CONNECT_MILLIS = 10_000;

  /** Connections to one tracker; more torrents wait for their turn. */
  private static final int MAX_CONNECTIONS = 8;

  private final Vertx vertx;
  private final String peerHost;
  private final Predicate<InetAddress> local;

  /** In a field, since Vert.x closes a client that nobody refers to. */
  private final HttpClient client;

  private volatile boolean closed;

  HttpTrackerClient(Vertx vertx, String peerHost) {
    this(
        vertx,
        peerHost,
        new HttpClientOptions(),
        address -> address.isAnyLocalAddress() || PrivateNetworks.contain(address));
  }

  /**
   * A client.
   *
   * @param options whom to trust
   * @param local addresses of this machine and its private networks
   */
  HttpTrackerClient(
      Vertx vertx, String peerHost, HttpClientOptions options, Predicate<InetAddress> local) {
    this.local = local;
    this.vertx = vertx;
    this.peerHost = peerHost;
    // The next announce is minutes away, and a tracker that closes meanwhile would spoil it.
    options.setDecompressionSupported(true).setConnectTimeout(CONNECT_MILLIS).setKeepAlive(false);
    TrackerRoute.ownAddress(peerHost)
        .ifPresent(own -> options.setLocalAddress(own.getHostAddress()));
    this.client =
        vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  Future<AnnounceAnswer> announce(TrackerUrl tracker, Announce announce) {
    String query = new HttpTrackerRequest.AnnounceRequest(announce, true).toQuery();
    return fetch(tracker, tracker, query)
        .compose(body -> read(tracker, body, HttpTrackerAnswer::parseAnnounced));
  }

  Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> infoHashes) {
    TrackerUrl address;
    try {
      address = tracker.scrape();
    } catch (IllegalStateException e) {
      return Future.failedFuture(new TrackerAwayException(e.getMessage()));
    }
    return fetch(tracker, address, new HttpTrackerRequest.Scrape(infoHashes).toQuery())
        .compose(body -> read(tracker, body, HttpTrackerAnswer::parseScraped));
  }

  Future<Void> close() {
    closed = true;
    return client.close();
  }

  private Future<HttpFetch.Body> fetch(TrackerUrl tracker, TrackerUrl address, String query) {
    return HttpFetch.get(vertx, client, peerHost, local, address, address.target(query))
        .recover(
            cause ->
                Future.failedFuture(
                    closed
                        ? new TrackerAwayException("the peer is closing")
                        : TrackerAwayException.of(tracker, cause)));
  }

  /** Makes sense of a body. */
  private interface Reader<T> {
    T read(byte[] body) throws RefusedException, TrackerFailureException;
  }

  /** A body that is a no counts as one whatever the status; any other counts with status 200. */
  private static <T> Future<T> read(TrackerUrl tracker, HttpFetch.Body body, Reader<T> reader) {
    try {
      T answer = reader.read(body.bytes());
      if (body.status() == 200) {
        return Future.succeededFuture(answer);
      }
    } catch (TrackerFailureException no) {
      return Future.failedFuture(no);
    } catch (RefusedException garbage) {
      if (body.status() == 200) {
        return Future.failedFuture(
            new TrackerAwayException(tracker + " answered something that is no tracker's answer"));
      }
    }
    return Future.failedFuture(
        new TrackerAwayException(tracker + " answered with HTTP status " + body.status()));
  }
}
