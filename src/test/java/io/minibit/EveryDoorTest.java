package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.minibit.api.ApiException;
import io.minibit.api.ApiJson;
import io.minibit.api.Done;
import io.minibit.api.Endpoint;
import io.minibit.api.FailureCode;
import io.minibit.api.RequestSchemas;
import io.minibit.bridge.BridgeSettings;
import io.minibit.bridge.BridgeVerticle;
import io.minibit.transport.Sockets;
import io.minibit.web.WebSettings;
import io.minibit.web.WebVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every action goes through every door, and is answered and refused alike behind each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryDoorTest {
  private static final String TOKEN = "s3cret";
  private static final String BAD_ID = "\"id\":\"missing\"";

  private static final List<String> PEER =
      List.of(
          "{'action':'share','path':'a.txt','name':'b','format':'v2','superSeed':true}",
          "{'action':'unshare','id':'x'}",
          "{'action':'get','name':'a.txt','directory':'d','prefix':'p','sequential':true}",
          "{'action':'get','magnet':'magnet:?xt=urn:btih:00'}",
          "{'action':'get','torrent':'a.torrent'}",
          "{'action':'get','infoHash':'00'}",
          "{'action':'seeders','name':'a.txt'}",
          "{'action':'list'}",
          "{'action':'status','id':'x'}",
          "{'action':'details','id':'x','filesFrom':100}",
          "{'action':'pause','id':'x'}",
          "{'action':'resume','id':'x'}",
          "{'action':'remove','id':'x','deleteFiles':true}",
          "{'action':'verify','id':'x'}",
          "{'action':'limits','id':'x','download':1,'upload':2}",
          "{'action':'node'}",
          "{'action':'status','id':'missing'}",
          "{'action':'fly'}",
          "{'action':'list','surplus':1}",
          "{'action':'status','id':7}");

  private static final List<String> TRACKER =
      List.of(
          "{'action':'stats'}",
          "{'action':'names','prefix':'a'}",
          "{'action':'seeders','name':'a.txt'}",
          "{'action':'swarm','infoHash':'00'}",
          "{'action':'fly'}");

  private static final List<String> PEERS = List.of("{'action':'nodes'}", "{'action':'fly'}");

  private static final Map<String, List<String>> REQUESTS =
      Map.of(Addresses.PEER, PEER, Addresses.TRACKER, TRACKER, Addresses.PEERS, PEERS);

  private final List<Object> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger web = new AtomicInteger();
  private final AtomicInteger api = new AtomicInteger();
  private Vertx vertx;

  /** What came back: a reply, or a code and a line. */
  private record Answer(JsonObject reply, int code, String message) {}

  private interface Door {
    Answer ask(String address, JsonObject request) throws Exception;
  }

  @BeforeAll
  void open() throws Exception {
    vertx = Vertx.vertx();
    Endpoint<Object> peer = new Endpoint<>(ApiJson::peerRequest, this::answer);
    Endpoint<Object> tracker = new Endpoint<>(ApiJson::trackerRequest, this::answer);
    vertx.eventBus().<Object>localConsumer(Addresses.PEER, peer::handle);
    vertx.eventBus().<Object>localConsumer(Addresses.TRACKER, tracker::handle);
    Endpoint<Object> peers = new Endpoint<>(ApiJson::peersRequest, this::answer);
    vertx.eventBus().<Object>localConsumer(Addresses.PEERS, peers::handle);
    WebSettings settings =
        new WebSettings("127.0.0.1", 0, List.of(), TOKEN, null, null, null, Set.of());
    await(vertx.deployVerticle(new WebVerticle(settings, List.of(), web::set)));
    await(
        vertx.deployVerticle(
            new BridgeVerticle(
                new BridgeSettings("127.0.0.1", 0, TOKEN, null, null, null),
                api::set,
                Sockets::abort)));
  }

  @AfterAll
  void close() throws Exception {
    await(vertx.close());
  }

  private Future<? extends Record> answer(Object request) {
    heard.add(request);
    return request.toString().contains("missing")
        ? Future.failedFuture(new ApiException(FailureCode.NOT_FOUND, "no such transfer"))
        : Future.succeededFuture(new Done());
  }

  private Stream<Arguments> requests() {
    List<Arguments> all = new ArrayList<>();
    REQUESTS.forEach(
        (address, texts) -> texts.forEach(text -> all.add(Arguments.of(address, text))));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void allDoorsSayTheSame(String address, String text) throws Exception {
    JsonObject request = json(text);
    Answer expected = overTheBus(address, request);
    List<Object> understood = List.copyOf(heard);
    heard.clear();
    boolean sound = expected.code == 0 || request.encode().contains(BAD_ID);
    assertThat(understood).hasSize(sound ? 1 : 0);
    for (Door door : List.<Door>of(this::overHttp, this::overTcp, this::overSockJs)) {
      assertThat(door.ask(address, request)).isEqualTo(expected);
      assertThat(heard).isEqualTo(understood);
      heard.clear();
    }
  }

  @Test
  void noActionAndNoFieldIsLeftOut() {
    Map<String, JsonObject> schemas =
        Map.of(
            Addresses.PEER, RequestSchemas.peer(),
            Addresses.TRACKER, RequestSchemas.tracker(),
            Addresses.PEERS, RequestSchemas.peers());
    schemas.forEach(
        (address, schema) -> {
          for (Object each : schema.getJsonArray("oneOf")) {
            JsonObject action = (JsonObject) each;
            assertThat(fieldsAsked(address, action.getString("title")))
                .as(address + " " + action.getString("title"))
                .containsAll(action.getJsonObject("properties").fieldNames());
          }
        });
  }

  private static Set<String> fieldsAsked(String address, String action) {
    return REQUESTS.get(address).stream()
        .map(EveryDoorTest::json)
        .filter(request -> action.equals(request.getString("action")))
        .flatMap(request -> request.fieldNames().stream())
        .collect(Collectors.toSet());
  }

  private static JsonObject json(String text) {
    return new JsonObject(text.replace('\'', '"'));
  }

  @Test
  void whatIsPublishedIsHeardBehindEveryDoor() throws Exception {
    JsonObject event = new JsonObject().put("type", "added").put("id", "x").put("node", "n");
    CompletableFuture<JsonObject> onTheBus = new CompletableFuture<>();
    var consumer =
        vertx
            .eventBus()
            .<JsonObject>localConsumer(
                Addresses.EVENTS, message -> onTheBus.complete(message.body()));
    WebSocketClient client = vertx.createWebSocketClient();
    JsonObject register =
        new JsonObject()
            .put("type", "register")
            .put("address", Addresses.EVENTS)
            .put("headers", new JsonObject().put("token", TOKEN));
    try (Socket tcp = new Socket(InetAddress.getLoopbackAddress(), api.get());
        Socket http = new Socket(InetAddress.getLoopbackAddress(), web.get())) {
      DataInputStream frames = bridge(tcp, register);
      // Answered in turn: whoever has the answer to this is registered.
      bridge(tcp, envelope(Addresses.PEER, json("{'action':'list'}")));
      frames.readNBytes(frames.readInt());
      heard.clear();

      http.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
      http.getOutputStream()
          .write(
              ("GET /api/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + TOKEN
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
      BufferedReader stream =
          new BufferedReader(new InputStreamReader(http.getInputStream(), StandardCharsets.UTF_8));
      awaitLine(stream, "retry:");

      WebSocket socket = await(client.connect(web.get(), "127.0.0.1", "/eventbus/websocket"));
      CompletableFuture<Void> registered = new CompletableFuture<>();
      CompletableFuture<JsonObject> overSockJs = new CompletableFuture<>();
      socket.textMessageHandler(
          text -> {
            JsonObject message = new JsonObject(text);
            if ("r".equals(message.getString("address"))) {
              registered.complete(null);
            } else {
              overSockJs.complete(message.getJsonObject("body"));
            }
          });
      await(socket.writeTextMessage(register.encode()));
      await(socket.writeTextMessage(envelope(Addresses.PEER, json("{'action':'list'}")).encode()));
      registered.get(30, TimeUnit.SECONDS);
      heard.clear();

      vertx.eventBus().publish(Addresses.EVENTS, event);
      assertThat(onTheBus.get(30, TimeUnit.SECONDS)).isEqualTo(event);
      byte[] frame = frames.readNBytes(frames.readInt());
      assertThat(new JsonObject(Buffer.buffer(frame)).getJsonObject("body")).isEqualTo(event);
      assertThat(new JsonObject(awaitLine(stream, "data: ").substring("data: ".length())))
          .isEqualTo(event);
      assertThat(overSockJs.get(30, TimeUnit.SECONDS)).isEqualTo(event);
    } finally {
      await(consumer.unregister());
      await(client.close());
    }
  }

  private static String awaitLine(BufferedReader stream, String beginning) throws IOException {
    String line = stream.readLine();
    while (!line.startsWith(beginning)) {
      line = stream.readLine();
    }
    return line;
  }

  private Answer overTheBus(String address, JsonObject request) throws Exception {
    return await(
        vertx
            .eventBus()
            .<JsonObject>request(address, request, new DeliveryOptions())
            .map(reply -> new Answer(reply.body(), 0, null))
            .otherwise(
                cause ->
                    new Answer(null, ((ReplyException) cause).failureCode(), cause.getMessage())));
  }

  private Answer overHttp(String address, JsonObject request) throws Exception {
    String path = "/api/" + address.substring("minibit.".length());
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.get() + path))
                    .header("Authorization", "Bearer " + TOKEN)
                    .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    JsonObject body = new JsonObject(response.body());
    if (response.statusCode() == 200) {
      return new Answer(body, 0, null);
    }
    assertThat(body.getInteger("code")).isEqualTo(response.statusCode());
    return new Answer(null, response.statusCode(), body.getString("message"));
  }

  private Answer overTcp(String address, JsonObject request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.get())) {
      DataInputStream input = bridge(socket, envelope(address, request));
      byte[] answer = input.readNBytes(input.readInt());
      return read(new JsonObject(Buffer.buffer(answer)));
    }
  }

  /** Sends a frame over the TCP bridge and answers where the next ones come from. */
  private static DataInputStream bridge(Socket socket, JsonObject message) throws IOException {
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
    byte[] frame = message.encode().getBytes(StandardCharsets.UTF_8);
    DataOutputStream output = new DataOutputStream(socket.getOutputStream());
    output.writeInt(frame.length);
    output.write(frame);
    return new DataInputStream(socket.getInputStream());
  }

  private Answer overSockJs(String address, JsonObject request) throws Exception {
    WebSocketClient client = vertx.createWebSocketClient();
    WebSocket socket = await(client.connect(web.get(), "127.0.0.1", "/eventbus/websocket"));
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    socket.textMessageHandler(text -> answer.complete(read(new JsonObject(text))));
    await(socket.writeTextMessage(envelope(address, request).encode()));
    Answer read = answer.get(30, TimeUnit.SECONDS);
    await(client.close());
    return read;
  }

  private static JsonObject envelope(String address, JsonObject request) {
    return new JsonObject()
        .put("type", "send")
        .put("address", address)
        .put("replyAddress", "r")
        .put("headers", new JsonObject().put("token", TOKEN))
        .put("body", request);
  }

  private static Answer read(JsonObject message) {
    assertThat(message.getString("address")).isEqualTo("r");
    return message.getString("type").equals("err")
        ? new Answer(null, message.getInteger("failureCode"), message.getString("message"))
        : new Answer(message.getJsonObject("body"), 0, null);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
