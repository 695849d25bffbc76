package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameClientTest {
  private static final InfoHash HASH = InfoHash.parse("ab".repeat(20));
  private static final List<PeerAddress> SEEDERS =
      List.of(PeerAddress.parse("10.0.0.1", 7001).orElseThrow());
  private static final String SEEDERS_JSON = "[[\"10.0.0.1\", 7001]]";

  /** Enough attempts for whatever a test loses, in no time. */
  private static final List<Long> BRIEF = List.of(50L, 50L, 50L);

  private static final List<Long> PATIENT = List.of(20_000L);

  private Vertx vertx;
  private FakeTracker first;
  private FakeTracker second;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    InetAddress loopback = PeerAddress.parse("127.0.0.1", 1).orElseThrow().address();
    first = new FakeTracker(loopback, 0);
    second = new FakeTracker(loopback, 0);
  }

  @AfterEach
  void close() throws Exception {
    first.close();
    second.close();
    await(vertx.close());
  }

  @Test
  void asksInTheBytesOfOldClients() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first).request("a.txt");
    FakeTracker.Heard question = first.next();
    assertThat(question.text()).isEqualTo("{\"action\":\"REQUEST\",\"filename\":\"a.txt\"}");
    first.answer(question, SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void narrowsToAContent() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first).request("a.txt", HASH);
    FakeTracker.Heard question = first.next();
    assertThat(question.text()).contains("\"infoHash\":\"" + HASH + "\"");
    first.answer(question, "[]");
    assertThat(await(asked)).isEmpty();
  }

  @Test
  void aLostQuestionIsAskedAgain() throws Exception {
    Future<List<PeerAddress>> asked = client(List.of(50L, 20_000L), first).request("a.txt");
    FakeTracker.Heard lost = first.next();
    FakeTracker.Heard again = first.next();
    assertThat(again).isEqualTo(lost);
    first.answer(again, SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void aLateAnswerToTheFirstAttemptCounts() throws Exception {
    Future<List<PeerAddress>> asked = client(List.of(50L, 20_000L), first).request("a.txt");
    FakeTracker.Heard early = first.next();
    first.next();
    first.answer(early, SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void eachQuestionComesFromASocketOfItsOwn() throws Exception {
    NameClient client = client(PATIENT, first);
    Future<List<PeerAddress>> one = client.request("a.txt");
    Future<List<PeerAddress>> other = client.request("a.txt");
    FakeTracker.Heard question = first.next();
    FakeTracker.Heard otherQuestion = first.next();
    assertThat(question.sender()).isNotEqualTo(otherQuestion.sender());
    first.answer(question, SEEDERS_JSON);
    first.answer(otherQuestion, SEEDERS_JSON);
    await(one);
    await(other);
  }

  @Test
  void silenceIsTellingWhomToStart() {
    assertThatFailure(client(BRIEF, first).request("a.txt"))
        .hasMessage("no answer from " + first.url() + ": is the tracker running?");
    assertThat(first.waiting()).isEqualTo(BRIEF.size());
  }

  @Test
  void theNextTrackerIsAskedWhenOneIsSilent() throws Exception {
    Future<List<PeerAddress>> asked = client(BRIEF, first, second).request("a.txt");
    second.answer(second.next(), SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void theNextTrackerIsAskedWhenOneKnowsNobody() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first, second).request("a.txt");
    first.answer(first.next(), "[]");
    second.answer(second.next(), SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void nobodyIsAnAnswerWhenOneTrackerSaysSo() throws Exception {
    Future<List<PeerAddress>> asked = client(BRIEF, first, second).request("a.txt");
    first.answer(first.next(), "[]");
    assertThat(await(asked)).isEmpty();
  }

  @Test
  void theSecondTrackerIsLeftAloneWhenTheFirstKnows() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first, second).request("a.txt");
    first.answer(first.next(), SEEDERS_JSON);
    await(asked);
    assertThat(second.waiting()).isZero();
  }

  @Test
  void severalSilencesAreAllNamed() {
    assertThatFailure(client(BRIEF, first, second).request("a.txt"))
        .hasMessageContaining(first.url().toString())
        .hasMessageContaining(second.url().toString());
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    UdpTracker nowhere = UdpTracker.parse("udp://nowhere.invalid:5000");
    NameClient client = new NameClient(exchanges(BRIEF), List.of(nowhere));
    assertThatFailure(client.request("a.txt"))
        .hasMessage("cannot find udp://nowhere.invalid:5000: no such host nowhere.invalid");
  }

  @Test
  void aHostNameIsResolved() throws Exception {
    UdpTracker named = UdpTracker.parse("udp://localhost:" + first.port() + "/announce");
    Future<List<PeerAddress>> asked =
        new NameClient(exchanges(PATIENT), List.of(named)).request("a.txt");
    first.answer(first.next(), SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void withoutTrackersThereIsNobodyToAsk() {
    assertThatFailure(new NameClient(exchanges(BRIEF), List.of()).request("a.txt"))
        .hasMessageContaining("udp://");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "{}", "[", "null", "[[\"10.0.0.66\",1]] x", "\u0000\u0000"})
  void garbageIsPassedBy(String garbage) throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first).request("a.txt");
    FakeTracker.Heard question = first.next();
    first.answer(question, garbage);
    first.answer(question, SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void anAnswerFromElsewhereIsPassedBy() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first).request("a.txt");
    FakeTracker.Heard question = first.next();
    first.spoof(question, "[[\"10.0.0.66\",1]]");
    second.answer(question, "[[\"10.0.0.66\",2]]");
    first.answer(question, SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(SEEDERS);
  }

  @Test
  void aHugeAnswerIsReadWholeAndCapped() throws Exception {
    Future<List<PeerAddress>> asked = client(PATIENT, first).request("a.txt");
    String many = "[\"10.0.0.1\", 7001], ".repeat(3000) + "[\"10.0.0.1\", 7001]";
    first.answer(first.next(), "[" + many + "]");
    assertThat(await(asked)).hasSize(1000);
  }

  @Test
  void aLookupIsAnsweredByContents() throws Exception {
    Future<LookupAnswer> asked = client(PATIENT, first).lookup("a.txt");
    first.answer(
        first.next("LOOKUP"),
        "{\"contents\":[{\"infoHash\":\"" + HASH + "\",\"size\":5,\"seeders\":1}],\"old\":[]}");
    assertThat(await(asked))
        .isEqualTo(
            new LookupAnswer(
                List.of(new LookupAnswer.Content(HASH, OptionalLong.of(5), 1)), List.of()));
  }

  @Test
  void aLookupAtAnOldTrackerIsAnsweredByItsSeeders() throws Exception {
    Future<LookupAnswer> asked = client(PATIENT, first).lookup("a.txt");
    first.answer(first.next("REQUEST"), SEEDERS_JSON);
    assertThat(await(asked)).isEqualTo(new LookupAnswer(List.of(), SEEDERS));
  }

  @Test
  void aLookupWaitsALittleForTheBetterAnswer() throws Exception {
    Future<LookupAnswer> asked = client(PATIENT, first).lookup("a.txt");
    FakeTracker.Heard lookup = first.next("LOOKUP");
    first.answer(first.next("REQUEST"), SEEDERS_JSON);
    first.answer(lookup, "{\"contents\":[],\"old\":[[\"10.0.0.2\",2]]}");
    assertThat(await(asked).old()).extracting(PeerAddress::ip).containsExactly("10.0.0.2");
  }

  @Test
  void aLookupThatNobodyAnswersFails() {
    assertThatFailure(client(BRIEF, first).lookup("a.txt")).hasMessageContaining("no answer from");
  }

  @Test
  void closingEndsWhatIsUnderWayAndWhatComes() throws Exception {
    NameClient client = client(PATIENT, first);
    Future<List<PeerAddress>> asked = client.request("a.txt");
    Future<LookupAnswer> lookup = client.lookup("a.txt");
    first.next();
    await(client.close());
    assertThatFailure(asked).hasMessage("the peer is closing");
    assertThatFailure(lookup).hasMessage("the peer is closing");
    assertThatFailure(client.request("a.txt")).hasMessage("the peer is closing");
  }

  @Test
  void soManyQuestionsAtOnceAndNoMore() throws Exception {
    NameClient client = client(PATIENT, first);
    for (int i = 0; i < NameExchanges.MAX_EXCHANGES; i++) {
      client.request("a.txt");
      first.next();
    }
    assertThatFailure(client.request("a.txt")).hasMessageContaining("too many questions at once");
    await(client.close());
  }

  @Test
  void aPeerOnOneKindOfAddressCannotTellTheOther() {
    NameClient client =
        new NameClient(new NameExchanges(vertx, "::1", BRIEF), List.of(first.url()));
    assertThatFailure(client.request("a.txt")).hasMessageContaining("of another kind");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "udp://",
        "udp://host",
        "udp://:5000",
        "udp://host:0",
        "udp://host:65536",
        "udp://host:x",
        "http://host:5000",
        "udp://::1:5000",
        "host:5000"
      })
  void whatIsNoUdpTrackerIsRefused(String url) {
    assertThatThrownBy(() -> UdpTracker.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a udp://host:port tracker");
  }

  @Test
  void trackersAreWrittenAsTheyAreRead() {
    assertThat(UdpTracker.parse("UDP://[::1]:5000/announce?x")).hasToString("udp://[::1]:5000");
  }

  private NameClient client(List<Long> patience, FakeTracker... trackers) {
    return new NameClient(
        exchanges(patience), List.of(trackers).stream().map(FakeTracker::url).toList());
  }

  private NameExchanges exchanges(List<Long> patience) {
    return new NameExchanges(vertx, "0.0.0.0", patience);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertThatFailure(
      Future<?> future) {
    return assertThatThrownBy(() -> await(future))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TrackerAwayException.class);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
