package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.minibit.api.Event;
import io.minibit.api.TransferState;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The bridge for browsers: what passes it, and who. */
class SockJsTest {
  private static final String TOKEN = "s3cret";

  private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
  private WebDoor door;
  private WebSocket socket;

  private void open(String token) throws Exception {
    door = WebDoor.open(token);
    connect();
  }

  private void connect() throws Exception {
    WebSocketClient client = door.vertx.createWebSocketClient();
    socket = WebDoor.await(client.connect(door.port, "127.0.0.1", "/eventbus/websocket"));
    socket.textMessageHandler(text -> answers.add(new JsonObject(text)));
  }

  @AfterEach
  void close() {
    door.close();
  }

  private JsonObject ask(String message) throws Exception {
    socket.writeTextMessage(message.replace('\'', '"'));
    JsonObject answer = answers.poll(30, TimeUnit.SECONDS);
    assertThat(answer).isNotNull();
    return answer;
  }

  @Test
  void eventsComeToThoseWhoRegistered() throws Exception {
    open(null);
    socket.writeTextMessage("{\"type\":\"register\",\"address\":\"minibit.events\"}");
    assertThat(ask("{'type':'ping'}").getString("type")).isEqualTo("pong");
    door.put(Event.Type.ADDED, WebDoor.transfer("a.txt", TransferState.DOWNLOADING, 0.5));
    JsonObject event = answers.poll(30, TimeUnit.SECONDS);
    assertThat(event.getString("address")).isEqualTo("minibit.events");
    assertThat(event.getJsonObject("body").getString("name")).isEqualTo("a.txt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'send','address':'io.minibit.internal','body':{}}",
        "{'type':'send','address':'minibit.events','body':{}}",
        "{'type':'publish','address':'minibit.peer','body':{}}",
        "{'type':'register','address':'minibit.peer'}",
        "{'type':'register','address':'__vertx.reply.1'}",
        "{'type':'send','address':'minibit.peer','body':'list'}",
        "{'type':7}",
        "{'type':'send','address':['minibit.peer']}",
        "{'type':'fly','address':'minibit.events'}",
        "nonsense",
        "{}"
      })
  void everythingElseIsRefused(String message) throws Exception {
    open(null);
    assertThat(ask(message).getString("type")).isEqualTo("err");
    assertThat(door.requests).isEmpty();
    assertThat(ask("{'type':'ping'}").getString("type")).isEqualTo("pong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "'headers':{'token':'wrong'},", "'headers':{},"})
  void withoutTheTokenNothingPasses(String headers) throws Exception {
    open(TOKEN);
    String list =
        "{'type':'send','address':'minibit.peer'," + headers + "'body':{'action':'list'}}";
    assertThat(ask(list).getInteger("failureCode")).isEqualTo(401);
    String listen = "{'type':'register'," + headers + "'address':'minibit.events'}";
    assertThat(ask(listen).getInteger("failureCode")).isEqualTo(401);
    assertThat(door.requests).isEmpty();
  }

  @Test
  void aPageOfAnotherSiteGetsNoSocket() throws Exception {
    open(null);
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(door.port)
            .setURI("/eventbus/websocket")
            .addHeader("Origin", "http://evil.example");
    var refused = door.vertx.createWebSocketClient().connect(options);
    assertThat(refused.toCompletionStage().toCompletableFuture())
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .withMessageContaining("403");
  }

  /** Each gives its place back, and none is an error of the node's. */
  @Test
  void clientsThatAreCutOffLeaveNothingBehind() throws Exception {
    var logged = new ListAppender<ILoggingEvent>();
    logged.start();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(logged);
    try {
      door = WebDoor.open(null);
      for (int i = 0; i < 2 * SockJsDoor.MAX_CLIENTS; i++) {
        try (Socket cut = door.connect()) {
          cut.getOutputStream()
              .write(BadVisitorTest.WEB_SOCKET_REQUEST.getBytes(StandardCharsets.US_ASCII));
          WebDoor.readUntil(cut.getInputStream(), "\r\n\r\n");
          cut.setSoLinger(true, 0);
        }
      }
      connect();
      assertThat(ask("{'type':'ping'}").getString("type")).isEqualTo("pong");
    } finally {
      root.detachAppender(logged);
    }
    assertThat(logged.list).noneMatch(event -> event.getLevel() == Level.ERROR);
  }

  @Test
  void onlyWebSocketIsOpen() throws Exception {
    open(null);
    for (String transport : new String[] {"xhr", "xhr_streaming", "eventsource", "jsonp"}) {
      String path = "/eventbus/000/abcdefgh/" + transport;
      assertThat(door.status("POST " + path)).isGreaterThanOrEqualTo(400);
      assertThat(door.status("GET " + path)).isGreaterThanOrEqualTo(400);
    }
  }
}
