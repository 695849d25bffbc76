package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final int PORT = 7001;
  private static final String KNOWN = "[[\"127.0.0.1\",7001]]";
  private static final String REGISTER_A =
      "{\"action\":\"REGISTER\",\"filename\":\"a.txt\",\"port\":7001}";
  private static final long NEVER = 3_600_000;
  private static final long OFTEN = 20;

  private Vertx vertx;
  private FakeTracker tracker;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    tracker = new FakeTracker(loopback(), 0);
  }

  @AfterEach
  void close() throws Exception {
    tracker.close();
    await(vertx.close());
  }

  @Test
  void aNameIsToldUntilTheTrackerAnswers() throws Exception {
    Registration registration = registration(NEVER, 50L, 20_000L);
    Future<Void> added = registration.add(name("a.txt"));
    assertThat(tracker.next().text()).isEqualTo(REGISTER_A);
    tracker.next("REQUEST");
    assertThat(tracker.next().text()).as("once more").isEqualTo(REGISTER_A);
    assertThat(added.isComplete()).isFalse();
    tracker.answer(tracker.next("REQUEST"), KNOWN);
    await(added);
    await(registration.close());
  }

  @Test
  void whatIsKnownOfTheContentIsToldToo() throws Exception {
    Registration registration = registration(NEVER, 20_000L);
    registration.add(
        new SharedName("a.txt", Optional.of(InfoHash.parse("ab".repeat(32))), OptionalLong.of(5)));
    assertThat(tracker.next().text())
        .endsWith("\"port\":7001,\"infoHash\":\"" + "ab".repeat(32) + "\",\"size\":5}");
    await(registration.close());
  }

  @Test
  void oneHeartbeatForAllNamesAndACheckOfOneByTurns() throws Exception {
    Registration registration = registration(OFTEN, 20_000L);
    add(registration, "a.txt");
    add(registration, "b.txt");
    tracker.forgetWhatWasHeard();
    Set<String> checked = new HashSet<>();
    for (int i = 0; i < 4; i++) {
      assertThat(tracker.next("HEARTBEAT").text())
          .isEqualTo("{\"action\":\"HEARTBEAT\",\"port\":7001}");
      FakeTracker.Heard check = tracker.next("REQUEST");
      checked.add(check.text());
      tracker.answer(check, KNOWN);
    }
    assertThat(checked).hasSize(2);
    await(registration.close());
  }

  @Test
  void nothingSharedMeansNothingSent() throws Exception {
    Registration registration = registration(1, 20_000L);
    add(registration, "a.txt");
    await(registration.remove("a.txt"));
    tracker.next("EXIT");
    tracker.forgetWhatWasHeard();
    await(vertx.timer(50, TimeUnit.MILLISECONDS));
    await(registration.close());
    assertThat(tracker.next().text()).as("no heartbeat before it").contains("EXIT");
  }

  @Test
  void aTrackerThatForgotIsToldEverythingAgain() throws Exception {
    Registration registration = registration(OFTEN, 20_000L);
    add(registration, "a.txt");
    add(registration, "b.txt");
    tracker.next("HEARTBEAT");
    FakeTracker.Heard check = tracker.next("REQUEST");
    tracker.forgetWhatWasHeard();
    tracker.answer(check, "[]"); // It was restarted.
    Set<String> again = new HashSet<>();
    again.add(tracker.next("REGISTER").text());
    again.add(tracker.next("REGISTER").text());
    assertThat(again).hasSize(2).contains(REGISTER_A);
    await(registration.close());
  }

  @Test
  void anotherPeerOnTheSamePortIsNotTakenForThisOne() throws Exception {
    Registration registration = registration(OFTEN, 20_000L);
    add(registration, "a.txt");
    tracker.next("HEARTBEAT");
    FakeTracker.Heard check = tracker.next("REQUEST");
    tracker.forgetWhatWasHeard();
    tracker.answer(check, "[[\"10.0.0.2\",7001]]");
    assertThat(tracker.next("REGISTER").text()).isEqualTo(REGISTER_A);
    await(registration.close());
  }

  @Test
  void aCrowdedAnswerThatLeavesThisPeerOutIsNoLoss() throws Exception {
    Registration registration = registration(OFTEN, 20_000L);
    add(registration, "a.txt");
    StringBuilder crowd = new StringBuilder("[[\"10.0.0.1\",60000]");
    for (int i = 0; i < 52; i++) {
      crowd.append(",[\"10.0.0.1\",").append(60_001 + i).append(']');
    }
    String crowded = crowd.append(']').toString();
    assertThat(crowded.length()).isBetween(961, 1024);
    int checks = 0;
    while (checks < 3) {
      FakeTracker.Heard heard = tracker.next();
      assertThat(heard.text()).doesNotContain("REGISTER");
      if (heard.text().contains("REQUEST")) {
        tracker.answer(heard, crowded);
        checks++;
      }
    }
    await(registration.close());
  }

  @Test
  void aTrackerThatWasAwayIsToldEverythingWhenItIsBack() throws Exception {
    int port = tracker.port();
    Registration registration = registration(OFTEN, 30L);
    add(registration, "a.txt");
    add(registration, "b.txt");
    tracker.close();
    // One name more while it is away: told to have failed, and not forgotten.
    assertThatThrownBy(() -> await(registration.add(name("c.txt"))))
        .cause()
        .isInstanceOf(TrackerAwayException.class)
        .hasMessageContaining("is the tracker running?");
    tracker = new FakeTracker(loopback(), port);
    Set<String> told = new HashSet<>();
    while (told.size() < 3) {
      FakeTracker.Heard heard = tracker.next();
      if (heard.text().contains("REGISTER")) {
        told.add(heard.text());
      } else if (heard.text().contains("REQUEST")) {
        tracker.answer(heard, KNOWN);
      }
    }
    await(registration.close());
  }

  @Test
  void aRemovedNameIsForgottenAndTheOthersStay() throws Exception {
    Registration registration = registration(NEVER, 20_000L);
    add(registration, "a.txt");
    add(registration, "b.txt");
    Future<Void> removed = registration.remove("b.txt");
    assertThat(tracker.next("EXIT").text()).isEqualTo("{\"action\":\"EXIT\",\"port\":7001}");
    assertThat(tracker.next().text()).isEqualTo(REGISTER_A);
    tracker.answer(tracker.next("REQUEST"), KNOWN);
    await(removed);
    await(registration.close());
    tracker.next("EXIT");
    assertThat(tracker.waiting()).isZero();
  }

  @Test
  void aRemovedNameIsNotBroughtBackByARegisterThatIsSentAgain() throws Exception {
    Registration registration = registration(NEVER, 100L, 20_000L);
    Future<Void> added = registration.add(name("a.txt"));
    FakeTracker.Heard unanswered = tracker.next("REQUEST");
    registration.remove("a.txt");
    assertThat(tracker.next().text()).as("it is still under way").isEqualTo(REGISTER_A);
    tracker.answer(unanswered, KNOWN);
    tracker.next("EXIT");
    assertThat(tracker.waiting()).isZero();
    assertThatThrownBy(() -> await(added)).hasMessageContaining("not shared any more");
    await(registration.close());
  }

  @Test
  void manyNamesAreToldAFewAtATime() throws Exception {
    Registration registration = registration(NEVER, 20_000L);
    for (int i = 0; i < 500; i++) {
      registration.add(name("f" + i));
    }
    Set<String> told = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      FakeTracker.Heard register = tracker.next("REGISTER");
      told.add(register.text());
      assertThat(tracker.waiting()).isLessThanOrEqualTo(2 * TrackerRegistration.WINDOW);
      tracker.answer(tracker.next("REQUEST"), KNOWN);
    }
    assertThat(told).hasSizeGreaterThan(450);
    await(registration.close());
  }

  @Test
  void everyTrackerIsToldAndOneIsEnough() throws Exception {
    try (FakeTracker silent = new FakeTracker(loopback(), 0)) {
      NameExchanges exchanges = new NameExchanges(vertx, "127.0.0.1", List.of(20_000L));
      Registration registration =
          new Registration(
              new NameClient(exchanges, List.of(silent.url(), tracker.url())), PORT, NEVER);
      Future<Void> added = registration.add(name("a.txt"));
      silent.next("REGISTER");
      tracker.answer(tracker.next("REQUEST"), KNOWN);
      await(added);
      await(registration.close());
      silent.next("EXIT");
      tracker.next("EXIT");
    }
  }

  @Test
  void closingSaysGoodbyeAndNothingAfterIt() throws Exception {
    Registration registration = registration(OFTEN, 20L, 20L, 20_000L);
    Future<Void> added = registration.add(name("a.txt"));
    tracker.next();
    await(registration.close());
    tracker.next("EXIT");
    assertThatThrownBy(() -> await(added)).hasMessageContaining("the peer is closing");
    // Whatever else were to be sent would stand before an answer that takes a while.
    await(vertx.timer(200, TimeUnit.MILLISECONDS));
    assertThat(tracker.waiting()).isZero();
  }

  @Test
  void closingDoesNotWaitForATrackerThatCannotBeFound() throws Exception {
    NameExchanges exchanges = new NameExchanges(vertx, "0.0.0.0", List.of(20L));
    Registration registration =
        new Registration(
            new NameClient(exchanges, List.of(UdpTracker.parse("udp://nowhere.invalid:1"))),
            PORT,
            NEVER);
    assertThatThrownBy(() -> await(registration.add(name("a.txt"))))
        .hasMessageContaining("no such host");
    await(registration.close());
  }

  @Test
  void namesThatCannotBeSharedAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> name("x".repeat(1025)))
        .withMessageContaining("1 to 1024 bytes");
  }

  private void add(Registration registration, String filename) throws Exception {
    Future<Void> added = registration.add(name(filename));
    FakeTracker.Heard question = tracker.next();
    while (!question.text().contains("REQUEST") || !question.text().contains(filename)) {
      if (question.text().contains("REQUEST")) {
        tracker.answer(question, KNOWN);
      }
      question = tracker.next();
    }
    tracker.answer(question, KNOWN);
    await(added);
  }

  private Registration registration(long heartbeatMillis, Long... patience) {
    NameExchanges exchanges = new NameExchanges(vertx, "127.0.0.1", List.of(patience));
    return new Registration(
        new NameClient(exchanges, List.of(tracker.url())), PORT, heartbeatMillis);
  }

  private static SharedName name(String filename) {
    return new SharedName(filename, Optional.empty(), OptionalLong.empty());
  }

  private static InetAddress loopback() {
    return PeerAddress.parse("127.0.0.1", 1).orElseThrow().address();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
