package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events and their order, with scripted trackers. */
class AnnouncerTest {
  private static final TrackerUrl A = TrackerUrl.parse("http://a/announce");
  private static final TrackerUrl B = TrackerUrl.parse("udp://b:1/SECRET");
  private static final AnnounceAnswer SOUND =
      new AnnounceAnswer(1800, 60, SwarmCounts.NONE, List.of(), Optional.empty());

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final Map<TrackerUrl, Future<AnnounceAnswer>> answers = new HashMap<>();
  private final AtomicLong now = new AtomicLong();
  private Vertx vertx;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    answers.put(A, Future.succeededFuture(SOUND));
    answers.put(B, Future.succeededFuture(SOUND));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private Announcer announcer() {
    return new Announcer(
        vertx,
        List.of(List.of(A), List.of(B)),
        (tracker, announce) -> {
          heard.add(tracker.address().host() + " " + announce.event());
          return answers.get(tracker);
        },
        new Announcer.Subject() {
          @Override
          public Announce announce(AnnounceEvent event) {
            return new Announce(
                InfoHash.of(new byte[20]),
                PeerId.of(new byte[20]),
                new Announce.Progress(0, 0, 1),
                event,
                0,
                -1,
                1);
          }

          @Override
          public void found(TrackerUrl tracker, AnnounceAnswer answer) {
            heard.add("found");
          }

          @Override
          public void unreachable(String message) {
            heard.add(message);
          }
        },
        new SplittableRandom(1),
        now::get);
  }

  private void hears(String... expected) throws InterruptedException {
    for (String line : expected) {
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(line);
    }
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void theFirstTrackerThatAnswersHearsOfAllEvents() throws Exception {
    Announcer announcer = announcer();
    hears("a STARTED", "found");
    announcer.completed();
    hears("a COMPLETED", "found");
    await(announcer.close());
    hears("a STOPPED");
    await(announcer.close());
    assertThat(heard).isEmpty();
  }

  @Test
  void theNextIsAskedWhenOneFailsAndOnlyWhoListedUsIsLeft() throws Exception {
    answers.put(A, Future.failedFuture(new TrackerAwayException("a is away")));
    Announcer announcer = announcer();
    hears("a STARTED", "b STARTED", "found");
    await(announcer.close());
    hears("b STOPPED");
    assertThat(heard).isEmpty();
  }

  @Test
  void whenNoneAnswersTheReasonsAreToldWithoutAnyKey() throws Exception {
    answers.put(A, Future.failedFuture(new TrackerAwayException("a is away")));
    answers.put(B, Future.failedFuture(new TrackerFailureException("not today")));
    Announcer announcer = announcer();
    hears("a STARTED", "b STARTED", "a is away; udp://b:1 refuses: not today");
    await(announcer.close());
    assertThat(heard).isEmpty();
  }

  @Test
  void whoKeepsSilentIsNamedWhileItIsStillAsked() throws Exception {
    answers.put(A, Future.failedFuture(new TrackerAwayException("a is away")));
    Promise<AnnounceAnswer> silence = Promise.promise();
    answers.put(B, silence.future());
    Announcer announcer = announcer();
    hears("a STARTED", "b STARTED", "a is away; udp://b:1 has not answered yet");
    silence.complete(SOUND);
    hears("found");
    await(announcer.close());
  }

  @Test
  void whoJoinsIsAskedAtOnceWhereTheOthersDoNotAnswer() throws Exception {
    answers.put(A, Future.failedFuture(new TrackerAwayException("a is away")));
    answers.put(B, Future.failedFuture(new TrackerAwayException("b is away")));
    TrackerUrl c = TrackerUrl.parse("http://c/announce");
    answers.put(c, Future.succeededFuture(SOUND));
    Announcer announcer = announcer();
    hears("a STARTED", "b STARTED", "a is away; b is away");
    announcer.join(List.of(List.of(A, c)));
    hears("a STARTED", "b STARTED", "c STARTED", "found");
    await(announcer.close());
  }

  @Test
  void whoJoinsIsNotAskedWhileTheOthersAnswer() throws Exception {
    TrackerUrl c = TrackerUrl.parse("http://c/announce");
    Announcer announcer = announcer();
    hears("a STARTED", "found");
    announcer.join(List.of(List.of(c)));
    announcer.completed();
    hears("a COMPLETED", "found");
    await(announcer.close());
    hears("a STOPPED");
    assertThat(heard).isEmpty();
  }

  @Test
  void whoSaysNeverIsNotAskedAgain() throws Exception {
    answers.put(
        A,
        Future.failedFuture(
            new TrackerFailureException("gone", OptionalInt.of(TrackerFailureException.NEVER))));
    Announcer announcer = announcer();
    hears("a STARTED", "b STARTED", "found");
    announcer.completed();
    hears("b COMPLETED", "found");
    await(announcer.close());
  }

  @Test
  void newsThatComeDuringAnAnnounceFollowIt() throws Exception {
    Promise<AnnounceAnswer> slow = Promise.promise();
    answers.put(A, slow.future());
    Announcer announcer = announcer();
    hears("a STARTED");
    announcer.completed();
    vertx.runOnContext(
        later -> {
          answers.put(A, Future.succeededFuture(SOUND));
          vertx.setTimer(50, fired -> slow.complete(SOUND));
        });
    hears("found", "a COMPLETED", "found");
    await(announcer.close());
  }

  /** A tracker that never answers holds up nobody for longer than the limit. */
  @Test
  void theLeaveIsNotWaitedForForever() throws Exception {
    Announcer announcer = announcer();
    hears("a STARTED", "found");
    answers.put(A, Promise.<AnnounceAnswer>promise().future());
    await(announcer.close());
    hears("a STOPPED");
  }
}
