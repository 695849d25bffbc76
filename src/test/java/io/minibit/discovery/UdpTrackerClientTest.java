package io.minibit.discovery;

import static io.minibit.discovery.TrackerClientsTest.announce;
import static io.minibit.discovery.TrackerClientsTest.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.TrackerFailureException;
import io.minibit.tracker.protocol.UdpRequests;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a scripted tracker on a real socket. */
class UdpTrackerClientTest {
  private static final InfoHash HASH = InfoHash.of(new byte[20]);

  private final BlockingQueue<UdpTrackerRequest> heard = new LinkedBlockingQueue<>();
  private final AtomicLong now = new AtomicLong();
  private Vertx vertx;
  private UdpTrackerClient client;
  private TrackerUrl url;

  @BeforeEach
  void open() {
    vertx = Vertx.vertx();
    client =
        new UdpTrackerClient(
            vertx, "127.0.0.1", new SplittableRandom(1), now::get, List.of(100L, 200L, 400L));
  }

  @AfterEach
  void close() throws Exception {
    await(client.close());
    await(vertx.close());
  }

  /** Answers each request with what the script says, or not at all. */
  private void tracker(Function<UdpTrackerRequest, List<UdpTrackerAnswer>> script)
      throws Exception {
    DatagramSocket socket = vertx.createDatagramSocket();
    socket.handler(
        packet -> {
          UdpTrackerRequest request;
          try {
            request = UdpRequests.parse(packet.data().getBytes());
          } catch (io.minibit.tracker.protocol.RefusedException e) {
            throw new AssertionError(e);
          }
          heard.add(request);
          for (UdpTrackerAnswer answer : script.apply(request)) {
            socket.send(
                Buffer.buffer(answer.toBytes()), packet.sender().port(), packet.sender().host());
          }
        });
    await(socket.listen(0, "127.0.0.1"));
    url = TrackerUrl.parse("udp://127.0.0.1:" + socket.localAddress().port() + "/SECRET?k=1");
  }

  private static UdpTrackerAnswer sound(UdpTrackerRequest request, long id) {
    return request instanceof UdpTrackerRequest.Connect
        ? new UdpTrackerAnswer.Connected(request.transactionId(), id)
        : new UdpTrackerAnswer.Announced(
            request.transactionId(),
            new AnnounceAnswer(60, 0, SwarmCounts.NONE, List.of(), Optional.empty()),
            false);
  }

  private Future<AnnounceAnswer> ask() {
    return client.announce(url, announce(HASH, 7001, 5, AnnounceEvent.NONE));
  }

  private List<Class<?>> kinds() {
    return heard.stream().<Class<?>>map(Object::getClass).toList();
  }

  @Test
  void anIdIsUsedForAMinuteAndThePathGoesAlong() throws Exception {
    tracker(request -> List.of(sound(request, 42)));
    await(ask());
    now.set(59_999);
    await(ask());
    now.set(60_000);
    await(ask());
    assertThat(kinds())
        .containsExactly(
            UdpTrackerRequest.Connect.class,
            UdpTrackerRequest.AnnounceRequest.class,
            UdpTrackerRequest.AnnounceRequest.class,
            UdpTrackerRequest.Connect.class,
            UdpTrackerRequest.AnnounceRequest.class);
    heard.remove();
    UdpTrackerRequest.AnnounceRequest first = (UdpTrackerRequest.AnnounceRequest) heard.remove();
    assertThat(first.connectionId()).isEqualTo(42);
    assertThat(first.urlData()).isEqualTo("/SECRET?k=1");
  }

  @Test
  void whatIsLostIsSentAgain() throws Exception {
    tracker(request -> heard.size() % 2 == 1 ? List.of() : List.of(sound(request, 1)));
    assertThat(await(ask()).interval()).isEqualTo(60);
    assertThat(heard).hasSize(4);
  }

  @Test
  void anIdThatTheTrackerDoesNotKnowAnyMoreIsReplaced() throws Exception {
    long[] good = {1};
    tracker(
        request ->
            request instanceof UdpTrackerRequest.AnnounceRequest given
                    && given.connectionId() != good[0]
                ? List.of(new UdpTrackerAnswer.Failed(request.transactionId(), "who?"))
                : List.of(sound(request, good[0])));
    await(ask());
    good[0] = 2;
    await(ask());
    assertThat(heard).hasSize(5);
  }

  @Test
  void aNoIsTold() throws Exception {
    tracker(
        request ->
            request instanceof UdpTrackerRequest.Connect
                ? List.of(sound(request, 1))
                : List.of(new UdpTrackerAnswer.Failed(request.transactionId(), "go\u001baway")));
    assertThatThrownBy(() -> await(ask()))
        .cause()
        .isInstanceOf(TrackerFailureException.class)
        .hasMessage("go?away");
    assertThat(heard).hasSize(2);
  }

  @Test
  void answersToOthersQuestionsAreIgnored() throws Exception {
    tracker(
        request ->
            List.of(
                new UdpTrackerAnswer.Failed(request.transactionId() + 1, "forged"),
                sound(request, 1)));
    assertThat(await(ask()).interval()).isEqualTo(60);
  }

  @Test
  void anAnswerOfTheWrongKindIsAnError() throws Exception {
    tracker(request -> List.of(new UdpTrackerAnswer.Connected(request.transactionId(), 1)));
    assertThatThrownBy(() -> await(ask()))
        .cause()
        .hasMessage(url + " answered something else than it was asked");
  }

  @Test
  void silenceIsAnErrorThatDoesNotTellThePath() throws Exception {
    tracker(request -> List.of());
    assertThatThrownBy(() -> await(ask()))
        .cause()
        .isInstanceOf(TrackerAwayException.class)
        .hasMessage("no answer from " + url + ": is the tracker running?")
        .hasMessageNotContaining("SECRET");
    assertThat(heard).hasSize(3);
  }
}
