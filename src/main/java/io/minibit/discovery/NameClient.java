package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SeedersAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks trackers who has a name. The trackers are asked in their order until one knows somebody; a
 * question that is not answered is sent again, since datagrams get lost.
 *
 * <p>May be called from anywhere; works on the context that made it. Futures fail with {@link
 * TrackerAwayException} when no tracker answered. {@link #close} it.
 */
public final class NameClient {
  private final List<UdpTracker> trackers;
  private final NameExchanges exchanges;

  /**
   * A client.
   *
   * @param peerHost where the peer listens; when that is one address, questions come from it too
   * @param trackers to ask, in this order
   */
  public NameClient(Vertx vertx, String peerHost, List<UdpTracker> trackers) {
    this(new NameExchanges(vertx, peerHost, NameExchanges.PATIENCE), trackers);
  }

  NameClient(NameExchanges exchanges, List<UdpTracker> trackers) {
    this.exchanges = exchanges;
    this.trackers = List.copyOf(trackers);
  }

  /** Who has the name? Empty when nobody has. */
  public Future<List<PeerAddress>> request(String filename) {
    return request(new NameMessage.Request(filename, Optional.empty()));
  }

  /**
   * Who has that content under the name? A tracker that knows no contents answers all that have the
   * name, whatever they have.
   */
  public Future<List<PeerAddress>> request(String filename, InfoHash content) {
    return request(new NameMessage.Request(filename, Optional.of(content)));
  }

  /**
   * Which contents bear the name, and who has it without telling what it is? All the seeders of a
   * tracker that does not know LOOKUP are of the latter kind.
   */
  public Future<LookupAnswer> lookup(String filename) {
    return inOrder(
        tracker -> exchanges.lookup(tracker, filename),
        answer -> !answer.contents().isEmpty() || !answer.old().isEmpty());
  }

  NameExchanges exchanges() {
    return exchanges;
  }

  List<UdpTracker> trackers() {
    return trackers;
  }

  /** Ends every exchange that goes on; its future fails. */
  public Future<Void> close() {
    return exchanges.close();
  }

  private Future<List<PeerAddress>> request(NameMessage.Request message) {
    return inOrder(
            tracker -> exchanges.seeders(tracker, List.of(message)),
            answer -> !answer.seeders().isEmpty())
        .map(SeedersAnswer::seeders);
  }

  /** The first answer that satisfies, else the last one, else all that went wrong. */
  private <T> Future<T> inOrder(Function<UdpTracker, Future<T>> question, Predicate<T> satisfies) {
    if (trackers.isEmpty()) {
      return Future.failedFuture(
          new TrackerAwayException("names are asked of udp:// trackers only, and none is given"));
    }
    return ask(0, question, satisfies, Optional.empty(), new ArrayList<>());
  }

  private <T> Future<T> ask(
      int turn,
      Function<UdpTracker, Future<T>> question,
      Predicate<T> satisfies,
      Optional<T> empty,
      List<Throwable> failures) {
    if (turn == trackers.size()) {
      return empty
          .map(Future::succeededFuture)
          .orElseGet(
              () ->
                  Future.failedFuture(
                      failures.size() == 1 ? failures.get(0) : TrackerAwayException.all(failures)));
    }
    return question
        .apply(trackers.get(turn))
        .transform(
            (answer, failure) -> {
              if (failure != null) {
                failures.add(failure);
                return ask(turn + 1, question, satisfies, empty, failures);
              }
              return satisfies.test(answer)
                  ? Future.succeededFuture(answer)
                  : ask(turn + 1, question, satisfies, Optional.of(answer), failures);
            });
  }
}
