package io.minibit.discovery;

import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.RefusedException;
import io.minibit.tracker.protocol.SeedersAnswer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * What is said to one tracker at a time, in the name protocol. Owns the exchanges that go on, all
 * on one context; may be called from anywhere.
 */
final class NameExchanges {
  /** Milliseconds to wait for an answer each time that a question is sent: under 4 s in all. */
  static final List<Long> PATIENCE = List.of(250L, 500L, 1000L, 2000L);

  /**
   * How long the answer to LOOKUP may come after the one to REQUEST before the tracker counts as
   * one that does not know it; if that answer was lost there is time to ask once more.
   */
  static final long LOOKUP_GRACE_MILLIS = 400;

  /** One socket each; more at once is a loop gone wild, not a user. */
  static final int MAX_EXCHANGES = 256;

  private static final int SEND_BUFFER_ONLY = 2048;

  private final Vertx vertx;
  private final Context context;
  private final String peerHost;
  private final List<Long> patience;
  private final Set<UdpExchange<?>> running = new HashSet<>();
  private boolean closed;

  NameExchanges(Vertx vertx, String peerHost, List<Long> patience) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.peerHost = peerHost;
    this.patience = patience;
  }

  /** Exchanges of the same kind that end apart from these. */
  NameExchanges another() {
    return new NameExchanges(vertx, peerHost, patience);
  }

  Vertx vertx() {
    return vertx;
  }

  /** Runs on the context that owns the exchanges. */
  <T> Future<T> onContext(Callable<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        now -> {
          try {
            work.call().onComplete(promise);
          } catch (Exception e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  /** The address under which the tracker sees this peer. */
  Future<PeerAddress> seenAs(UdpTracker tracker, int port) {
    return route(tracker).map(route -> new PeerAddress(route.source(), port));
  }

  /** Sends the messages together, again while there is no answer to the REQUEST among them. */
  Future<SeedersAnswer> seeders(UdpTracker tracker, List<NameMessage> messages) {
    return onContext(
        () ->
            start(tracker, messages, NameExchanges::seeders)
                .compose(UdpExchange::answer)
                .recover(cause -> away(tracker, cause)));
  }

  /**
   * Asks for the contents and for the seeders at once, since old trackers answer but the latter.
   */
  Future<LookupAnswer> lookup(UdpTracker tracker, String filename) {
    NameMessage lookup = new NameMessage.Lookup(filename);
    NameMessage request = new NameMessage.Request(filename, Optional.empty());
    return onContext(
        () ->
            start(tracker, List.of(lookup), NameExchanges::contents)
                .compose(
                    contents ->
                        start(tracker, List.of(request), NameExchanges::seeders)
                            .onFailure(contents::cancel)
                            .compose(seeders -> firstThatTells(contents, seeders)))
                .recover(cause -> away(tracker, cause)));
  }

  /** Sends what has no answer; done when it has left. */
  Future<Void> tell(UdpTracker tracker, NameMessage message) {
    return onContext(
        () ->
            route(tracker)
                .compose(route -> sendOnce(route, Buffer.buffer(message.toBytes())))
                .recover(cause -> away(tracker, cause)));
  }

  Future<Void> close() {
    return onContext(
        () -> {
          closed = true;
          List.copyOf(running).forEach(exchange -> exchange.cancel(closing()));
          return Future.succeededFuture();
        });
  }

  private Future<LookupAnswer> firstThatTells(
      UdpExchange<LookupAnswer> contents, UdpExchange<SeedersAnswer> seeders) {
    contents.answer().onSuccess(answer -> seeders.cancel(closing()));
    seeders
        .answer()
        .onSuccess(
            answer -> vertx.setTimer(LOOKUP_GRACE_MILLIS, fired -> contents.cancel(closing())));
    return contents
        .answer()
        .recover(
            silence ->
                seeders.answer().map(answer -> new LookupAnswer(List.of(), answer.seeders())));
  }

  private <T> Future<UdpExchange<T>> start(
      UdpTracker tracker, List<NameMessage> messages, Function<byte[], Optional<T>> reader) {
    if (closed) {
      return Future.failedFuture(closing());
    }
    if (running.size() >= MAX_EXCHANGES) {
      return Future.failedFuture(new IllegalStateException("too many questions at once"));
    }
    return route(tracker)
        .map(
            route -> {
              if (closed) {
                throw closing();
              }
              UdpExchange<T> exchange =
                  UdpExchange.start(vertx, route, datagrams(messages), reader, patience);
              running.add(exchange);
              exchange.answer().onComplete(over -> running.remove(exchange));
              return exchange;
            });
  }

  private Future<TrackerRoute> route(UdpTracker tracker) {
    return TrackerRoute.find(vertx, peerHost, tracker.address());
  }

  private Future<Void> sendOnce(TrackerRoute route, Buffer datagram) {
    DatagramSocket socket = vertx.createDatagramSocket(route.socketOptions(SEND_BUFFER_ONLY));
    return socket
        .listen(0, route.local().getHostAddress())
        .compose(bound -> bound.send(datagram, route.tracker().port(), route.tracker().ip()))
        .eventually(socket::close);
  }

  private static List<Buffer> datagrams(List<NameMessage> messages) {
    return messages.stream().map(NameMessage::toBytes).map(Buffer::buffer).toList();
  }

  private static <T> Future<T> away(UdpTracker tracker, Throwable cause) {
    return Future.failedFuture(
        cause instanceof TrackerAwayException ? cause : TrackerAwayException.of(tracker, cause));
  }

  private static TrackerAwayException closing() {
    return new TrackerAwayException("the peer is closing");
  }

  private static Optional<SeedersAnswer> seeders(byte[] datagram) {
    try {
      return Optional.of(SeedersAnswer.parse(datagram));
    } catch (RefusedException garbage) {
      return Optional.empty(); // The tracker's own answer may still come.
    }
  }

  private static Optional<LookupAnswer> contents(byte[] datagram) {
    try {
      return Optional.of(LookupAnswer.parse(datagram));
    } catch (RefusedException garbage) {
      return Optional.empty();
    }
  }
}
