package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Announces and scrapes over UDP (BEP 15, BEP 41). A connection id is used for as long as BEP 15
 * allows a client to; a tracker that no longer knows it is asked for another once.
 *
 * <p>May be called from anywhere; works on the context that made it. {@link #close} it.
 */
final class UdpTrackerClient {
  /**
   * Milliseconds to wait after each time that a question is sent. BEP 15's 15·2^n is for a client
   * that nobody watches; here somebody waits, and the next tracker of the list too.
   */
  static final List<Long> PATIENCE = List.of(1500L, 3000L, 6000L);

  /** For which a client may use a connection id (BEP 15). */
  private static final long ID_MILLIS = 60_000;

  /** Ids kept: trackers of all torrents of a busy peer. */
  private static final int MAX_IDS = 1024;

  private final Vertx vertx;
  private final Context context;
  private final String peerHost;
  private final RandomGenerator random;
  private final LongSupplier clock;
  private final List<Long> patience;
  private final Map<InetAddress, UdpTransactions> sockets = new HashMap<>();
  private boolean closed;

  /** Longest known first. */
  private final Map<PeerAddress, Connection> connections = new LinkedHashMap<>();

  UdpTrackerClient(
      Vertx vertx,
      String peerHost,
      RandomGenerator random,
      LongSupplier clock,
      List<Long> patience) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.peerHost = peerHost;
    this.random = random;
    this.clock = clock;
    this.patience = patience;
  }

  private record Connection(long id, long since) {}

  /** A request that lacks its two ids. */
  private interface Request {
    UdpTrackerRequest with(long connectionId, int transactionId);
  }

  Future<AnnounceAnswer> announce(TrackerUrl tracker, Announce announce) {
    return ask(
            tracker,
            (connection, transaction) ->
                new UdpTrackerRequest.AnnounceRequest(
                    connection, transaction, announce, tracker.pathAndQuery()))
        .compose(
            answer ->
                answer instanceof UdpTrackerAnswer.Announced announced
                    ? Future.succeededFuture(announced.answer())
                    : senseless(tracker));
  }

  Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> infoHashes) {
    return ask(
            tracker,
            (connection, transaction) ->
                new UdpTrackerRequest.Scrape(connection, transaction, infoHashes))
        .compose(
            answer ->
                answer instanceof UdpTrackerAnswer.Scraped scraped
                    ? Future.succeededFuture(byHash(infoHashes, scraped.swarms()))
                    : senseless(tracker));
  }

  Future<Void> close() {
    return onContext(
        () -> {
          closed = true;
          return Future.join(
                  sockets.values().stream().map(socket -> socket.close(closing())).toList())
              .mapEmpty();
        });
  }

  private Future<UdpTrackerAnswer> ask(TrackerUrl tracker, Request request) {
    return onContext(
        () ->
            TrackerRoute.find(vertx, peerHost, tracker.address())
                .compose(route -> ask(route, request, true))
                .recover(
                    cause ->
                        Future.failedFuture(
                            cause instanceof TrackerFailureException
                                ? cause
                                : TrackerAwayException.of(tracker, cause))));
  }

  private Future<UdpTrackerAnswer> ask(TrackerRoute route, Request request, boolean again) {
    if (closed) {
      return Future.failedFuture(closing());
    }
    UdpTransactions socket =
        sockets.computeIfAbsent(
            route.local(), local -> new UdpTransactions(vertx, local, random, patience));
    PeerAddress tracker = route.tracker();
    Connection known = connections.get(tracker);
    boolean fresh = known != null && clock.getAsLong() - known.since < ID_MILLIS;
    LongFunction<Future<UdpTrackerAnswer>> question =
        connection ->
            socket.ask(tracker, transaction -> request.with(connection, transaction).toBytes());
    if (!fresh) {
      return connect(socket, tracker).compose(question::apply).compose(UdpTrackerClient::noFailure);
    }
    return question
        .apply(known.id)
        .recover(
            silence -> {
              // Some trackers say nothing to an id that they do not know any more.
              connections.remove(tracker);
              return Future.failedFuture(silence);
            })
        .compose(
            answer -> {
              if (answer instanceof UdpTrackerAnswer.Failed && again) {
                connections.remove(tracker);
                return ask(route, request, false);
              }
              return noFailure(answer);
            });
  }

  private Future<Long> connect(UdpTransactions socket, PeerAddress tracker) {
    return socket
        .ask(tracker, transaction -> new UdpTrackerRequest.Connect(transaction).toBytes())
        .compose(UdpTrackerClient::noFailure)
        .compose(
            answer -> {
              if (!(answer instanceof UdpTrackerAnswer.Connected connected)) {
                return Future.failedFuture(new IllegalStateException("it gave no connection id"));
              }
              connections.remove(tracker); // Put again it stands last.
              connections.put(tracker, new Connection(connected.connectionId(), clock.getAsLong()));
              if (connections.size() > MAX_IDS) {
                connections.remove(connections.keySet().iterator().next());
              }
              return Future.succeededFuture(connected.connectionId());
            });
  }

  private static Future<UdpTrackerAnswer> noFailure(UdpTrackerAnswer answer) {
    return answer instanceof UdpTrackerAnswer.Failed failed
        ? Future.failedFuture(new TrackerFailureException(failed.reason()))
        : Future.succeededFuture(answer);
  }

  private static Map<InfoHash, SwarmCounts> byHash(
      List<InfoHash> infoHashes, List<SwarmCounts> swarms) {
    Map<InfoHash, SwarmCounts> counts = new HashMap<>();
    for (int i = 0; i < Math.min(infoHashes.size(), swarms.size()); i++) {
      counts.put(InfoHash.of(infoHashes.get(i).truncated()), swarms.get(i));
    }
    return counts;
  }

  private static <T> Future<T> senseless(TrackerUrl tracker) {
    return Future.failedFuture(
        new TrackerAwayException(tracker + " answered something else than it was asked"));
  }

  private static TrackerAwayException closing() {
    return new TrackerAwayException("the peer is closing");
  }

  private <T> Future<T> onContext(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(now -> work.get().onComplete(promise));
    return promise.future();
  }
}
