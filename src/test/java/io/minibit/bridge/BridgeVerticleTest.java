package io.minibit.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.minibit.transport.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What published clients of the protocol rely on. */
class BridgeVerticleTest {
  private final AtomicInteger port = new AtomicInteger();
  private Vertx vertx;
  private BridgeClient client;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.PEER,
            message -> {
              if (message.body().containsKey("fail")) {
                message.fail(409, "it is there already");
              } else {
                message.reply(
                    new JsonObject()
                        .put("echo", message.body())
                        .put("token", message.headers().get("token"))
                        .put("note", message.headers().get("note")));
              }
            });
    client = deploy(null);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    await(vertx.close());
  }

  @Test
  void aRequestIsRepliedToAtItsReplyAddress() throws IOException {
    client.send(
        "{\"type\":\"send\",\"address\":\"minibit.peer\",\"replyAddress\":\"r-1\","
            + "\"headers\":{\"note\":\"n\"},\"body\":{\"action\":\"list\"}}");
    assertThat(client.receive())
        .isEqualTo(
            new JsonObject(
                "{\"type\":\"message\",\"address\":\"r-1\",\"headers\":{},\"send\":true,"
                    + "\"body\":{\"echo\":{\"action\":\"list\"},\"token\":null,\"note\":\"n\"}}"));
  }

  @Test
  void aFailureHasTheFieldsThatClientsRead() throws IOException {
    client.send(send("minibit.peer", "{\"fail\":1}"));
    assertThat(client.receive())
        .isEqualTo(
            new JsonObject(
                "{\"type\":\"err\",\"address\":\"r\",\"sourceAddress\":\"minibit.peer\","
                    + "\"failureCode\":409,\"failureType\":\"RECIPIENT_FAILURE\","
                    + "\"message\":\"it is there already\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"minibit.tracker", "minibit.peers", "minibit.peer.node-7", "minibit.tracker.a"})
  void anAddressOfTheContractThatNobodyAnswersIsUnavailable(String address) throws IOException {
    client.send(send(address, "{}"));
    JsonObject failure = client.receive();
    assertThat(failure.getInteger("failureCode")).isEqualTo(503);
    assertThat(failure.getString("failureType")).isEqualTo("NO_HANDLERS");
    assertThat(failure.getString("message")).startsWith(address + ": ");
  }

  @Test
  void aNamedNodeIsReachedByItsName() throws IOException {
    vertx
        .eventBus()
        .consumer("minibit.peer.node-7", message -> message.reply(new JsonObject().put("n", 7)));
    client.send(send("minibit.peer.node-7", "{}"));
    assertThat(client.receive().getJsonObject("body").getInteger("n")).isEqualTo(7);
  }

  @Test
  void aRequestWithoutReplyAddressIsDeliveredAndNotAnswered() throws IOException {
    client.send("{\"type\":\"send\",\"address\":\"minibit.peer\",\"body\":{}}");
    client.send("{\"type\":\"send\",\"address\":\"minibit.peer\",\"body\":{\"fail\":1}}");
    assertThat(client.ping()).isEqualTo(new JsonObject("{\"type\":\"pong\"}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "minibit", "minibit.", "minibit.peer.", "minibit.peer.a.b", "minibit.peer.a b",
        "minibit.peer\n", "xminibit.peer", "minibit.events", "minibit.events.x", "minibit.peers.x",
        "__vertx.reply.1", "", "*", "io.minibit.internal"
      })
  void otherAddressesTakeNoRequests(String address) throws Exception {
    AtomicInteger heard = new AtomicInteger();
    if (!address.isEmpty()) {
      vertx.eventBus().consumer(address, message -> heard.incrementAndGet());
    }
    client.send(
        new JsonObject()
            .put("type", "send")
            .put("address", address)
            .put("replyAddress", "r")
            .put("body", new JsonObject())
            .encode());
    assertThat(client.receive().encode())
        .isEqualTo("{\"type\":\"err\",\"message\":\"access_denied\",\"address\":\"r\"}");
    client.ping();
    assertThat(heard).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minibit.events", "minibit.peer", "minibit.tracker"})
  void nobodyPublishesFromOutside(String address) throws IOException {
    AtomicInteger heard = new AtomicInteger();
    vertx.eventBus().consumer(address, message -> heard.incrementAndGet());
    client.send("{\"type\":\"publish\",\"address\":\"" + address + "\",\"body\":{}}");
    assertThat(client.receive().getString("message")).isEqualTo("access_denied");
    client.ping();
    assertThat(heard).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minibit.peer", "minibit.tracker", "__vertx.reply.1", "minibit.events.x"})
  void otherAddressesCannotBeListenedTo(String address) throws IOException {
    client.send("{\"type\":\"register\",\"address\":\"" + address + "\"}");
    assertThat(client.receive().getString("message")).isEqualTo("access_denied");
  }

  @Test
  void whoRegistersHearsEventsUntilItUnregisters() throws IOException {
    client.send("{\"type\":\"register\",\"address\":\"minibit.events\",\"headers\":{}}");
    client.ping();
    publish("completed", "one");
    assertThat(client.receive())
        .isEqualTo(
            new JsonObject(
                "{\"type\":\"message\",\"address\":\"minibit.events\",\"headers\":{},"
                    + "\"send\":false,\"body\":{\"type\":\"completed\",\"id\":\"one\"}}"));
    client.send("{\"type\":\"unregister\",\"address\":\"minibit.events\"}");
    client.ping();
    publish("completed", "two");
    assertThat(client.ping()).isEqualTo(new JsonObject("{\"type\":\"pong\"}"));
    client.send("{\"type\":\"unregister\",\"address\":\"minibit.events\"}");
    assertThat(client.receive().getString("message")).isEqualTo("unknown_address");
  }

  @Test
  void whoDoesNotRegisterHearsNothing() throws IOException {
    publish("completed", "one");
    assertThat(client.ping()).isEqualTo(new JsonObject("{\"type\":\"pong\"}"));
  }

  @Test
  void withATokenEveryMessageMustBearIt() throws Exception {
    try (BridgeClient guarded = deploy("s3cret")) {
      for (String headers :
          new String[] {"{}", "{\"token\":\"\"}", "{\"token\":\"s3cre\"}", "{\"token\":null}"}) {
        for (String type : new String[] {"send", "register", "unregister", "publish", "x"}) {
          guarded.send(
              "{\"type\":\""
                  + type
                  + "\",\"address\":\"minibit.peer\",\"replyAddress\":\"r\","
                  + "\"headers\":"
                  + headers
                  + ",\"body\":{}}");
          JsonObject failure = guarded.receive();
          assertThat(failure.getInteger("failureCode")).isEqualTo(401);
          assertThat(failure.getString("address")).isEqualTo("r");
          assertThat(failure.encode()).doesNotContain("s3cret");
        }
      }
      guarded.send(
          "{\"type\":\"send\",\"address\":\"minibit.peer\",\"replyAddress\":\"r\","
              + "\"headers\":{\"token\":\"s3cret\"},\"body\":{}}");
      JsonObject reply = guarded.receive().getJsonObject("body");
      assertThat(reply.getValue("token")).as("the token goes no further").isNull();
    }
  }

  @Test
  void undeployingClosesEveryConnection() throws Exception {
    for (String id : vertx.deploymentIDs()) {
      await(vertx.undeploy(id));
    }
    assertThat(client.isClosedByTheBridge()).isTrue();
  }

  private static String send(String address, String body) {
    return "{\"type\":\"send\",\"address\":\""
        + address
        + "\",\"replyAddress\":\"r\",\"body\":"
        + body
        + "}";
  }

  private void publish(String type, String id) {
    vertx.eventBus().publish(Addresses.EVENTS, new JsonObject().put("type", type).put("id", id));
  }

  private BridgeClient deploy(String token) throws Exception {
    await(
        vertx.deployVerticle(
            new BridgeVerticle(
                new BridgeSettings("127.0.0.1", 0, token, null, null, null),
                port::set,
                Sockets::abort)));
    return new BridgeClient("127.0.0.1", port.get());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
