package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Addresses;
import io.minibit.api.ApiException;
import io.minibit.api.ApiJson;
import io.minibit.api.Done;
import io.minibit.api.Endpoint;
import io.minibit.api.FailureCode;
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
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
          "{'action':'share','path':'a.txt','name':'b'}",
          "{'action':'unshare','id':'x'}",
          "{'action':'get','name':'a.txt','directory':'d','prefix':'p'}",
          "{'action':'get','magnet':'magnet:?xt=urn:btih:00'}",
          "{'action':'get','torrent':'a.torrent'}",
          "{'action':'get','infoHash':'00'}",
          "{'action':'seeders','name':'a.txt'}",
          "{'action':'list'}",
          "{'action':'status','id':'x'}",
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
    WebSettings settings =
        new WebSettings("127.0.0.1", 0, List.of(), TOKEN, null, null, null, Set.of());
    await(vertx.deployVerticle(new WebVerticle(settings, List.of(), web::set)));
    await(
        vertx.deployVerticle(new BridgeVerticle("127.0.0.1", 0, TOKEN, api::set, Sockets::abort)));
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
    PEER.forEach(request -> all.add(Arguments.of(Addresses.PEER, request)));
    TRACKER.forEach(request -> all.add(Arguments.of(Addresses.TRACKER, request)));
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void allDoorsSayTheSame(String address, String text) throws Exception {
    JsonObject request = new JsonObject(text.replace('\'', '"'));
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
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
      byte[] frame = envelope(address, request).encode().getBytes(StandardCharsets.UTF_8);
      DataOutputStream output = new DataOutputStream(socket.getOutputStream());
      output.writeInt(frame.length);
      output.write(frame);
      DataInputStream input = new DataInputStream(socket.getInputStream());
      byte[] answer = input.readNBytes(input.readInt());
      return read(new JsonObject(Buffer.buffer(answer)));
    }
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
