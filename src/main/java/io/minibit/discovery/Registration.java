package io.minibit.discovery;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the names of one peer known to all of its trackers, from one timer however many names there
 * are: heartbeats, registers again what a tracker lost, and says goodbye.
 *
 * <p>May be called from anywhere; works on the context that made it. Whoever makes it calls {@link
 * #close}.
 */
public final class Registration {
  /** Resolving a tracker's name may take long, and somebody waits for this peer to end. */
  private static final long EXIT_TIMEOUT_MILLIS = 1500;

  private final Vertx vertx;
  private final NameExchanges exchanges;
  private final List<TrackerRegistration> trackers;
  private final long timer;

  /**
   * Starts to heartbeat; no name is registered yet.
   *
   * @param client whose trackers are each told every name; may be closed before this is
   * @param port where the peer listens, bound
   * @param heartbeatMillis between two heartbeats
   */
  public Registration(NameClient client, int port, long heartbeatMillis) {
    this.exchanges = client.exchanges().another();
    this.vertx = exchanges.vertx();
    this.trackers =
        client.trackers().stream()
            .map(tracker -> new TrackerRegistration(exchanges, tracker, port))
            .toList();
    this.timer = vertx.setPeriodic(heartbeatMillis, fired -> beat());
  }

  /**
   * Registers a name, or tells its new content. It stays registered until it is removed, through
   * whatever happens to the trackers.
   *
   * @return done when the first tracker has it; fails with {@link TrackerAwayException} when none
   *     answered, though they go on to be tried
   */
  public Future<Void> add(SharedName name) {
    return exchanges.onContext(
        () -> firstOf(trackers.stream().map(tracker -> tracker.add(name)).toList()));
  }

  /**
   * Forgets a name; done when the trackers were told. The protocol can only forget all, so the
   * others are registered again.
   */
  public Future<Void> remove(String filename) {
    return exchanges.onContext(
        () ->
            Future.join(trackers.stream().map(tracker -> tracker.remove(filename)).toList())
                .mapEmpty());
  }

  /** Stops the timer and tells every tracker to forget this peer; done when that has left. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return exchanges
        .onContext(
            () -> {
              trackers.forEach(TrackerRegistration::stop);
              return exchanges.close();
            })
        .compose(
            ended ->
                exchanges.onContext(
                    () -> Future.join(trackers.stream().map(TrackerRegistration::exit).toList())))
        .timeout(EXIT_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        // A tracker that cannot be told drops this peer by itself.
        .transform(told -> Future.succeededFuture());
  }

  private void beat() {
    exchanges.onContext(
        () -> {
          trackers.forEach(TrackerRegistration::beat);
          return Future.succeededFuture();
        });
  }

  private static Future<Void> firstOf(List<Future<Void>> told) {
    return told.isEmpty()
        ? Future.succeededFuture()
        : Future.any(told)
            .<Void>mapEmpty()
            .recover(
                last ->
                    Future.failedFuture(
                        told.size() == 1
                            ? last
                            : TrackerAwayException.all(told.stream().map(Future::cause).toList())));
  }
}
