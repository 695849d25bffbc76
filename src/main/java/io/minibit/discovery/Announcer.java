package io.minibit.discovery;

import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one torrent announced: at its trackers in the order of BEP 12, at the times that they ask
 * for, with {@code started} the first time to each, {@code completed} once, and {@code stopped} at
 * the end to each that listed us.
 *
 * <p>May be called from anywhere; works on the context that made it and calls back there. {@link
 * #close} it.
 */
public final class Announcer {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  /** For how long the end of a transfer waits for trackers that are told of it. */
  static final long STOP_MILLIS = 1500;

  /** For how long a tracker may keep silent before the user hears of it; it is asked all along. */
  static final long SLOW_MILLIS = 3000;

  private final Vertx vertx;
  private final Context context;
  private final TrackerTiers tiers;
  private final AnnounceClient client;
  private final Subject subject;
  private final LongSupplier clock;
  private final AnnounceSchedule schedule = new AnnounceSchedule();

  /** Where we were announced and did not take our leave. */
  private final Set<TrackerUrl> listed = new HashSet<>();

  /** Why a tracker did not answer when it was asked last. */
  private final Map<TrackerUrl, String> troubles = new HashMap<>();

  /** Whether there is news of the download's end that no tracker has heard. */
  private boolean completed;

  private boolean running;
  private boolean closed;
  private long timer = -1;

  /** The torrent that is announced, as it is at the time. */
  public interface Subject {
    /**
     * What to say now.
     *
     * @param event to be put into it
     */
    Announce announce(AnnounceEvent event);

    /** A tracker answered: peers, cleaned; we may be among them. */
    void found(TrackerUrl tracker, AnnounceAnswer answer);

    /**
     * No tracker answered, or none has yet; it is tried again by itself.
     *
     * @param message one line for a person
     */
    void unreachable(String message);
  }

  /**
   * Starts to announce at once.
   *
   * @param tiers of the torrent
   * @param random chooses inside a tier
   * @param clock milliseconds that never go back
   */
  public Announcer(
      Vertx vertx,
      List<List<TrackerUrl>> tiers,
      TrackerClients clients,
      Subject subject,
      RandomGenerator random,
      LongSupplier clock) {
    this(vertx, tiers, (AnnounceClient) clients, subject, random, clock);
  }

  Announcer(
      Vertx vertx,
      List<List<TrackerUrl>> tiers,
      AnnounceClient client,
      Subject subject,
      RandomGenerator random,
      LongSupplier clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.tiers = new TrackerTiers(tiers, random);
    this.client = client;
    this.subject = subject;
    this.clock = clock;
    context.runOnContext(now -> round());
  }

  /** The download has ended: told once to those who knew us as one that lacked something. */
  public void completed() {
    context.runOnContext(
        now -> {
          completed = true;
          if (!closed && !running) {
            round();
          }
        });
  }

  /** From now on these are asked, too, behind the others; at once if those did not answer. */
  public void join(List<List<TrackerUrl>> more) {
    context.runOnContext(
        now -> {
          tiers.add(more);
          if (!closed && !running && !schedule.isServed()) {
            round();
          }
        });
  }

  /** More peers are needed: asks as soon as the trackers allow. */
  public void hurry() {
    context.runOnContext(
        now -> {
          schedule.hurry();
          if (!closed && !running) {
            arm();
          }
        });
  }

  /** Takes leave where we were listed, for 1.5 s at most. Never fails. */
  public Future<Void> close() {
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        now -> {
          if (closed) {
            done.complete();
            return;
          }
          closed = true;
          vertx.cancelTimer(timer);
          long late = vertx.setTimer(STOP_MILLIS, fired -> done.tryComplete());
          List<Future<?>> told = new ArrayList<>();
          listed.forEach(
              tracker ->
                  told.add(client.announce(tracker, subject.announce(AnnounceEvent.STOPPED))));
          Future.join(told)
              .onComplete(
                  over -> {
                    vertx.cancelTimer(late);
                    done.tryComplete();
                  });
        });
    return done.future();
  }

  /** How its trackers stand, in the order in which they are asked. On the own context only. */
  public List<TrackerStatus> trackers() {
    OptionalLong next =
        running
            ? OptionalLong.empty()
            : OptionalLong.of(Math.max(0, schedule.next() - clock.getAsLong()));
    return tiers.all().stream()
        .map(
            tracker ->
                new TrackerStatus(
                    tracker,
                    listed.contains(tracker),
                    Optional.ofNullable(troubles.get(tracker)),
                    next,
                    Optional.empty()))
        .toList();
  }

  private void round() {
    if (closed || running || tiers.isEmpty()) {
      return;
    }
    running = true;
    vertx.cancelTimer(timer);
    ask(tiers.order(clock.getAsLong()), 0, new ArrayList<>());
  }

  private void ask(List<TrackerUrl> order, int turn, List<Throwable> failures) {
    if (turn == order.size()) {
      schedule.failed(clock.getAsLong());
      if (!failures.isEmpty()) {
        subject.unreachable(TrackerAwayException.all(failures).getMessage());
      }
      rest();
      return;
    }
    TrackerUrl tracker = order.get(turn);
    AnnounceEvent event = event(tracker);
    boolean toldAll = completed;
    long slow = vertx.setTimer(SLOW_MILLIS, fired -> isSlow(tracker, failures));
    client
        .announce(tracker, subject.announce(event))
        .onComplete(over -> vertx.cancelTimer(slow))
        .onSuccess(
            answer -> {
              if (closed) {
                leaveLate(tracker, event);
                return;
              }
              completed &= !toldAll;
              answered(tracker, answer);
              rest();
            })
        .onFailure(
            cause -> {
              if (!closed) {
                failures.add(
                    cause instanceof TrackerFailureException
                        ? new TrackerAwayException(
                            tracker + " refuses: " + tracker.withoutKeys(cause.getMessage()))
                        : cause);
                refused(tracker, cause);
                ask(order, turn + 1, failures);
              }
            });
  }

  private void isSlow(TrackerUrl tracker, List<Throwable> before) {
    if (!closed) {
      List<Throwable> failures = new ArrayList<>(before);
      failures.add(new TrackerAwayException(tracker + " has not answered yet"));
      subject.unreachable(TrackerAwayException.all(failures).getMessage());
    }
  }

  private AnnounceEvent event(TrackerUrl tracker) {
    if (!listed.contains(tracker)) {
      return AnnounceEvent.STARTED;
    }
    return completed ? AnnounceEvent.COMPLETED : AnnounceEvent.NONE;
  }

  private void answered(TrackerUrl tracker, AnnounceAnswer answer) {
    listed.add(tracker);
    troubles.remove(tracker);
    tiers.succeeded(tracker);
    schedule.succeeded(clock.getAsLong(), answer.interval(), answer.minInterval());
    answer
        .warning()
        .ifPresent(warning -> log.warn("{} warns: {}", tracker, tracker.withoutKeys(warning)));
    subject.found(tracker, answer);
  }

  private void refused(TrackerUrl tracker, Throwable cause) {
    String trouble = tracker.withoutKeys(cause.getMessage());
    log.debug("{}: {}", tracker, trouble);
    troubles.put(tracker, trouble);
    if (cause instanceof TrackerFailureException no && no.retryMinutes().isPresent()) {
      int minutes = no.retryMinutes().getAsInt();
      if (minutes == TrackerFailureException.NEVER) {
        tiers.remove(tracker);
      } else {
        tiers.postpone(tracker, clock.getAsLong() + minutes * 60_000L);
      }
    }
  }

  /** The answer came after the leave was taken: it may have listed us again. */
  private void leaveLate(TrackerUrl tracker, AnnounceEvent event) {
    if (event == AnnounceEvent.STARTED) {
      client
          .announce(tracker, subject.announce(AnnounceEvent.STOPPED))
          .onFailure(cause -> log.debug("{}: {}", tracker, cause.getMessage()));
    }
  }

  private void rest() {
    running = false;
    if (completed && !listed.isEmpty() && schedule.isServed()) {
      round();
    } else {
      arm();
    }
  }

  private void arm() {
    vertx.cancelTimer(timer);
    timer = vertx.setTimer(Math.max(1, schedule.next() - clock.getAsLong()), fired -> round());
  }
}
