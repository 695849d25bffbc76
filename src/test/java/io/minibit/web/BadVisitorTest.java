package io.minibit.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.TransferState;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What visitors do wrong, and that the door still serves the next one. */
class BadVisitorTest {
  private static final String LIST = "{\"action\":\"list\"}";

  /** What opens one, by hand. */
  static final String WEB_SOCKET_REQUEST =
      """
      GET /eventbus/websocket HTTP/1.1\r
      Host: localhost\r
      Connection: Upgrade\r
      Upgrade: websocket\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: bWluaWJpdCBtaW5pYml0IQ==\r
      \r
      """;

  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(null);
  }

  @AfterEach
  void close() throws Exception {
    assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST))).isEqualTo(200);
    door.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | must be a JSON object",
        "{ | must be a JSON object",
        "[] | must be a JSON object",
        "null | must be a JSON object",
        "{} | action is missing",
        "{\"action\":\"fly\"} | unknown action",
        "{\"action\":\"list\",\"x\":1} | unknown field",
        "{\"action\":\"status\",\"id\":7} | id",
        "{\"action\":\"status\"} | id"
      })
  void aRequestThatMakesNoSenseIsToldWhy(String body, String why) throws Exception {
    String answer = door.answer("POST /api/peer", body);
    assertThat(WebDoor.statusOf(answer)).isEqualTo(400);
    assertThat(answer).contains("\"code\":400").contains(why);
    assertThat(door.requests).isEmpty();
  }

  @Test
  void aRoleThatTheNodeLacksIsUnavailable() throws Exception {
    assertThat(WebDoor.statusOf(door.answer("POST /api/tracker", "{\"action\":\"stats\"}")))
        .isEqualTo(503);
  }

  @Test
  void aGreatBodyIsRefusedUnread() throws Exception {
    String head = "POST /api/peer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n";
    String answer = door.say(head);
    assertThat(WebDoor.statusOf(answer)).isEqualTo(413);
    assertThat(answer).contains("\"code\":413");
  }

  @Test
  void aGreatBodyOfUntoldLengthIsRefused() throws Exception {
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    String head =
        "POST /api/peer HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
    assertThat(WebDoor.statusOf(door.say(head + chunk.repeat(3)))).isEqualTo(413);
  }

  @Test
  void aGreatHeadIsRefused() throws Exception {
    assertThat(door.status("GET /", "X: " + "x".repeat(10_000))).isIn(400, 431);
    assertThat(door.status("GET /" + "x".repeat(10_000))).isIn(400, 414);
  }

  @Test
  void pathsLeadNowhereElse() throws Exception {
    for (String path : List.of("/../WebVerticle.class", "/%2e%2e/api/", "//etc/passwd", "/web/")) {
      assertThat(door.status("GET " + path)).isEqualTo(404);
    }
    assertThat(door.status("GET /api/peer")).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "POST /api/peer HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
      })
  void whoOnlyHoldsConnectionsKeepsNobodyOut(String said) throws Exception {
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < Visits.MAX_CONNECTIONS * 2; i++) {
        Socket socket = door.connect();
        held.add(socket);
        socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
      }
      assertThat(door.status("GET /health/live")).isEqualTo(200);
      // The eldest had to give way.
      assertThat(isEnded(held.get(0))).isTrue();
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  private static boolean isEnded(Socket socket) throws Exception {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  void whoIsBeingAnsweredKeepsItsPlace() throws Exception {
    List<Socket> held = new ArrayList<>();
    try (Socket stream = door.connect()) {
      listen(stream);
      WebDoor.readUntil(stream.getInputStream(), "retry");
      for (int i = 0; i < Visits.MAX_CONNECTIONS * 2; i++) {
        Socket socket = door.connect();
        held.add(socket);
        greet(socket);
      }
      door.put(Event.Type.ADDED, WebDoor.transfer("a.txt", TransferState.SEEDING, 1));
      WebDoor.readUntil(stream.getInputStream(), "a.txt");
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void webSocketsAreCapped() throws Exception {
    var client =
        door.vertx.createWebSocketClient(
            new WebSocketClientOptions().setMaxConnections(2 * SockJsDoor.MAX_CLIENTS));
    List<WebSocket> held = new ArrayList<>();
    for (int i = 0; i < SockJsDoor.MAX_CLIENTS; i++) {
      held.add(connect(client));
    }
    // By hand: a client that is told of the end while it still greets may lose either.
    try (Socket late = door.connect()) {
      late.getOutputStream().write(WEB_SOCKET_REQUEST.getBytes(StandardCharsets.US_ASCII));
      assertThat(isEnded(late)).isTrue();
    }
    assertThat(held).noneMatch(WebSocket::isClosed);
  }

  private WebSocket connect(WebSocketClient client) throws Exception {
    return WebDoor.await(client.connect(door.port, "127.0.0.1", "/eventbus/websocket"));
  }

  private static void greet(Socket socket) throws Exception {
    socket
        .getOutputStream()
        .write(
            "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    WebDoor.readUntil(socket.getInputStream(), "outcome");
  }

  @Test
  void eventStreamsAreCapped() throws Exception {
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < EventStreams.MAX_CLIENTS; i++) {
        Socket socket = door.connect();
        held.add(socket);
        listen(socket);
        WebDoor.readUntil(socket.getInputStream(), "retry");
      }
      assertThat(door.status("GET /api/events")).isEqualTo(503);
      door.put(Event.Type.ADDED, WebDoor.transfer("a.txt", TransferState.DOWNLOADING, 0.5));
      for (Socket socket : held) {
        assertThat(WebDoor.readUntil(socket.getInputStream(), "\"progress\":0.5"))
            .contains("data: {\"type\":\"added\",\"node\":\"studio\",\"id\":\"old:a.txt\"");
      }
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void aStreamThatIsNotReadIsGivenUp() throws Exception {
    try (Socket deaf = door.connect()) {
      listen(deaf);
      WebDoor.readUntil(deaf.getInputStream(), "retry");
      String name = "n".repeat(1000);
      int sent = 40_000;
      for (int i = 0; i < sent; i++) {
        door.put(Event.Type.STATE, WebDoor.transfer(name, TransferState.DOWNLOADING, 0));
      }
      assertThat(WebDoor.statusOf(door.answer("POST /api/peer", LIST))).isEqualTo(200);
      long read = 0;
      byte[] buffer = new byte[65536];
      try {
        for (int n = 0; n >= 0; n = deaf.getInputStream().read(buffer)) {
          read += n;
        }
      } catch (SocketException reset) {
        // As good as an end.
      }
      assertThat(read).isLessThan(sent * 1000L);
    }
  }

  private static void listen(Socket socket) throws Exception {
    socket
        .getOutputStream()
        .write(
            "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
  }
}
