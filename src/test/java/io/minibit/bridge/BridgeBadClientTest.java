package io.minibit.bridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.minibit.transport.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 31, each misbehaviour with raw bytes; afterwards an honest client is always served. */
class BridgeBadClientTest {
  private static final String REGISTER = "{\"type\":\"register\",\"address\":\"minibit.events\"}";
  private static final JsonObject PONG = new JsonObject("{\"type\":\"pong\"}");

  private final AtomicInteger port = new AtomicInteger();
  private final Queue<Message<JsonObject>> unanswered = new ConcurrentLinkedQueue<>();
  private Vertx vertx;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    vertx.eventBus().<JsonObject>localConsumer(Addresses.PEER, unanswered::add);
  }

  @AfterEach
  void close() throws Exception {
    try (BridgeClient honest = client()) {
      assertThat(honest.ping()).isEqualTo(PONG);
    }
    await(vertx.close());
  }

  @ParameterizedTest
  @ValueSource(
      ints = {Integer.MIN_VALUE, -1, 0, FrameReader.MAX_FRAME_BYTES + 1, Integer.MAX_VALUE})
  void aLengthThatNoFrameHasIsToldAndClosed(int length) throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      client.raw(ByteBuffer.allocate(4).putInt(length).array());
      assertThat(client.receive().getString("message"))
          .contains("1 to 65536 bytes")
          .contains(Integer.toUnsignedString(length));
      assertThat(client.isClosedByTheBridge()).isTrue();
    }
  }

  @Test
  void theGreatestFrameIsRead() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      String frame = "{\"type\":\"ping\",\"x\":\"";
      client.send(frame + "x".repeat(FrameReader.MAX_FRAME_BYTES - frame.length() - 2) + "\"}");
      assertThat(client.receive()).isEqualTo(PONG);
    }
  }

  @Test
  void aFrameMayComeByteByByteAndManyAtOnce() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      byte[] ping = "\0\0\0\17{\"type\":\"ping\"}".getBytes(ISO_8859_1);
      for (byte part : ping) {
        client.raw(new byte[] {part});
      }
      assertThat(client.receive()).isEqualTo(PONG);
      ByteBuffer many = ByteBuffer.allocate(ping.length * 500);
      for (int i = 0; i < 500; i++) {
        many.put(ping);
      }
      client.raw(many.array());
      for (int i = 0; i < 500; i++) {
        assertThat(client.receive()).isEqualTo(PONG);
      }
    }
  }

  @Test
  void halfAFrameIsClosedAfterItsDeadline() throws Exception {
    deploy(5);
    try (BridgeClient half = client()) {
      half.raw(new byte[] {0, 0, 0, 10, '{'});
      assertThat(half.isClosedByTheBridge()).isTrue();
    }
  }

  @Test
  void halfALengthIsClosedAfterItsDeadline() throws Exception {
    deploy(5);
    try (BridgeClient half = client()) {
      half.raw(new byte[] {0});
      assertThat(half.isClosedByTheBridge()).isTrue();
    }
  }

  @Test
  void silenceIsClosedInTheEnd() throws Exception {
    deploy(2);
    try (BridgeClient silent = client()) {
      assertThat(silent.isClosedByTheBridge()).isTrue();
    }
  }

  @Test
  void whoListensMayBeSilent() throws Exception {
    deploy(2);
    try (BridgeClient listener = client();
        BridgeClient silent = client()) {
      listener.send(REGISTER);
      listener.ping();
      assertThat(silent.isClosedByTheBridge()).as("the time is up").isTrue();
      publish("completed", 1);
      assertThat(listener.receive().getString("type")).isEqualTo("message");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "{",
        "[]",
        "7",
        "null",
        "\"\"",
        "{\"type\":7}",
        "{\"type\":\"send\",\"address\":[]}",
        "{\"type\":\"send\",\"headers\":7}",
        "{\"type\":\"send\",\"headers\":{\"token\":{}}}",
        "{\"type\":\"send\",\"replyAddress\":{}}",
        "{}",
        "{\"type\":\"PING\"}",
        "{\"type\":\"message\",\"address\":\"minibit.peer\"}",
        "{\"type\":\"send\"}",
        "{\"type\":\"register\"}",
        "{\"type\":\"send\",\"address\":\"minibit.peer\"}",
        "{\"type\":\"send\",\"address\":\"minibit.peer\",\"body\":[]}",
        "{\"type\":\"send\",\"address\":\"minibit.peer\",\"body\":99999999999999999999999}"
      })
  void garbageIsAnsweredByAnErrorAndNothingElse(String garbage) throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      client.send(garbage);
      JsonObject error = client.receive();
      assertThat(error.getString("type")).isEqualTo("err");
      assertThat(error.getString("message")).isNotEmpty();
      assertThat(client.ping()).isEqualTo(PONG);
      assertThat(unanswered).isEmpty();
    }
  }

  @Test
  void nestedGarbageIsAnsweredByAnError() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      client.send("{\"a\":" + "[".repeat(60_000));
      assertThat(client.receive().getString("type")).isEqualTo("err");
    }
  }

  @Test
  void aReplyAddressTooLongIsRefused() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      client.send("{\"type\":\"send\",\"replyAddress\":\"" + "r".repeat(257) + "\"}");
      assertThat(client.receive().getString("message")).contains("256 characters");
    }
  }

  @Test
  void aFloodOfRegistrationsCountsOnce() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      for (int i = 0; i < 10_000; i++) {
        client.send(REGISTER);
      }
      client.ping();
      publish("completed", 1);
      assertThat(client.receive().getJsonObject("body").getInteger("id")).isEqualTo(1);
      assertThat(client.ping()).isEqualTo(PONG);
    }
  }

  @Test
  void requestsWithoutAnswersStopTheReading() throws Exception {
    deploy(1000);
    try (BridgeClient client = client()) {
      for (int i = 0; i < 3 * BridgeConnection.MAX_PENDING; i++) {
        client.send(
            "{\"type\":\"send\",\"address\":\"minibit.peer\",\"replyAddress\":\"r\",\"body\":{}}");
      }
      for (int i = 0; i < 3 * BridgeConnection.MAX_PENDING; i++) {
        while (unanswered.isEmpty()) {
          Thread.onSpinWait();
        }
        assertThat(unanswered).hasSizeLessThanOrEqualTo(BridgeConnection.MAX_PENDING);
        unanswered.remove().reply(new JsonObject());
        assertThat(client.receive().getString("type")).isEqualTo("message");
      }
    }
  }

  @Test
  void whoNeverReadsLosesItsConnectionAndNobodyElseDoes() throws Exception {
    deploy(50);
    try (BridgeClient deaf = client(2048);
        BridgeClient reader = client()) {
      deaf.send(REGISTER);
      deaf.ping();
      reader.send(REGISTER);
      reader.ping();
      JsonObject event = new JsonObject().put("type", "state").put("pad", "x".repeat(50_000));
      // Far more than the bound and what two kernels hold; the reader gets each.
      for (int i = 0; i < 400; i++) {
        vertx.eventBus().publish(Addresses.EVENTS, event.copy().put("id", i));
        assertThat(reader.receive().getJsonObject("body").getInteger("id")).isEqualTo(i);
      }
      assertThat(deaf.isCutOffWithoutReading()).isTrue();
    }
  }

  @Test
  void whoIsBehindMissesProgressAloneAndKeepsItsConnection() throws Exception {
    deploy(1000);
    try (BridgeClient slow = client(2048);
        BridgeClient reader = client()) {
      slow.send(REGISTER);
      slow.ping();
      reader.send(REGISTER);
      reader.ping();
      JsonObject event = new JsonObject().put("type", "progress").put("pad", "x".repeat(50_000));
      for (int i = 0; i < 400; i++) {
        vertx.eventBus().publish(Addresses.EVENTS, event.copy().put("id", i));
        reader.receive();
      }
      publish("completed", 400);
      int received = 0;
      while (!slow.receive().getJsonObject("body").getString("type").equals("completed")) {
        received++;
      }
      assertThat(received).isLessThan(400);
    }
  }

  @Test
  void pingsWhosePongsAreNotReadStopTheReading() throws Exception {
    deploy(1000);
    Thread writer;
    try (BridgeClient client = client(2048)) {
      byte[] pings = "\0\0\0\17{\"type\":\"ping\"}".repeat(50).getBytes(ISO_8859_1);
      writer =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 20_000; i++) {
                    client.raw(pings);
                  }
                } catch (IOException closed) {
                  // The test is over.
                }
              });
      writer.start();
      try (BridgeClient honest = client()) {
        assertThat(honest.ping()).isEqualTo(PONG);
      }
      for (int i = 0; i < 1000; i++) {
        assertThat(client.receive()).isEqualTo(PONG);
      }
    }
    writer.join();
  }

  @Test
  void oneConnectionTooManyIsToldAndClosed() throws Exception {
    deploy(1000);
    List<BridgeClient> clients = new ArrayList<>();
    for (int i = 0; i < BridgeVerticle.MAX_CONNECTIONS; i++) {
      clients.add(client());
      clients.get(i).send("{'type':'register','address':'minibit.events'}".replace('\'', '"'));
      clients.get(i).ping();
    }
    try (BridgeClient late = client()) {
      assertThat(late.receive().getString("message")).isEqualTo("too many connections");
      assertThat(late.isClosedByTheBridge()).isTrue();
    }
    for (BridgeClient client : clients) {
      assertThat(client.ping()).isEqualTo(PONG);
      client.close();
    }
    JsonObject answer;
    do { // The bridge hears of the closing a little later.
      try (BridgeClient again = client()) {
        answer = again.ping();
      }
    } while (!answer.equals(PONG));
  }

  @Test
  void whoAsksForNothingKeepsNobodyOut() throws Exception {
    deploy(1000);
    List<BridgeClient> strangers = new ArrayList<>();
    try (BridgeClient guest = client()) {
      guest.send("{'type':'register','address':'minibit.events'}".replace('\'', '"'));
      guest.ping();
      for (int i = 0; i < 2 * BridgeVerticle.MAX_CONNECTIONS; i++) {
        strangers.add(client());
        strangers.get(i).raw(new byte[] {0, 0});
      }
      try (BridgeClient late = client()) {
        assertThat(late.ping()).isEqualTo(PONG);
      }
      assertThat(strangers.get(0).isClosedByTheBridge()).isTrue();
      assertThat(guest.ping()).isEqualTo(PONG);
    }
    for (BridgeClient stranger : strangers) {
      stranger.close();
    }
  }

  private void publish(String type, int id) {
    vertx.eventBus().publish(Addresses.EVENTS, new JsonObject().put("type", type).put("id", id));
  }

  private BridgeClient client() throws IOException {
    return client(0);
  }

  private BridgeClient client(int receiveBuffer) throws IOException {
    return new BridgeClient("127.0.0.1", port.get(), receiveBuffer);
  }

  private void deploy(long tickMillis) throws Exception {
    await(
        vertx.deployVerticle(
            new BridgeVerticle(
                new BridgeSettings("127.0.0.1", 0, null, null, null, null),
                port::set,
                Sockets::abort,
                tickMillis)));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
