package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeCommandsTest {
  private final CapturedConsole captured = new CapturedConsole();

  private int run(String... args) {
    return new MinibitCli(captured.console, new FakeNode(self -> request -> null)).run(args);
  }

  private int send(ScriptedBridge bridge) {
    return run("send", "minibit.peer", "{\"action\":\"list\"}", "--bridge", bridge.address());
  }

  @Test
  void sendPrintsTheReplyToItsRequestOnOneLine() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) -> {
              ScriptedBridge.write(out, "{\"type\":\"pong\"}");
              ScriptedBridge.write(
                  out, "{\"type\":\"message\",\"address\":\"other\",\"body\":{\"not\":\"this\"}}");
              ScriptedBridge.write(
                  out,
                  "{\"type\":\"message\",\"address\":\""
                      + request.getString("replyAddress")
                      + "\",\"headers\":{},\"body\":{\n \"transfers\": [1.10,\"\u202e\"] }}");
            })) {
      assertThat(send(bridge)).isZero();
      assertThat(captured.out()).isEqualTo("{\"transfers\":[1.10,\"\\u202e\"]}\n");
      JsonObject request = bridge.requests.take();
      assertThat(request.getString("type")).isEqualTo("send");
      assertThat(request.getString("address")).isEqualTo("minibit.peer");
      assertThat(request.getJsonObject("body")).isEqualTo(new JsonObject().put("action", "list"));
    }
  }

  @Test
  void anActionAloneIsARequest() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) ->
                ScriptedBridge.write(
                    out, "{\"type\":\"message\",\"address\":\"reply\",\"body\":{\"a\":1}}"))) {
      assertThat(run("send", "minibit.peer", "list", "--bridge", bridge.address())).isZero();
      assertThat(captured.out()).isEqualTo("{\"a\":1}\n");
      assertThat(bridge.requests.take().getJsonObject("body"))
          .isEqualTo(new JsonObject().put("action", "list"));
    }
  }

  @Test
  void aFailureIsOneLineWithItsCode() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) ->
                ScriptedBridge.write(
                    out,
                    "{\"type\":\"err\",\"address\":\"reply\",\"failureCode\":404,"
                        + "\"failureType\":\"RECIPIENT_FAILURE\",\"message\":\"x: no such id\"}"))) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.err()).isEqualTo("minibit: 404 x: no such id\n");
      assertThat(captured.out()).isEmpty();
    }
  }

  @Test
  void aMissingTokenIsAskedForInTheWordsOfTheCommandLine() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) ->
                ScriptedBridge.write(
                    out,
                    "{\"type\":\"err\",\"address\":\"reply\",\"failureCode\":401,"
                        + "\"message\":\"send it as header token\"}"))) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.err())
          .isEqualTo("minibit: 401 the token is missing or wrong; set MINIBIT_API_TOKEN\n");
    }
  }

  @Test
  void anAddressThatTheBridgeDoesNotOpenIsNamed() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) ->
                ScriptedBridge.write(out, "{\"type\":\"err\",\"message\":\"access_denied\"}"))) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.err()).isEqualTo("minibit: minibit.peer: not open\n");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MAX_VALUE, BridgeConnection.MAX_FRAME_BYTES + 1})
  void anAnswerThatPromisesTooMuchIsNotWaitedFor(int length) throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) -> {
              out.writeInt(length);
              out.flush();
            })) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.err()).contains("no event-bus bridge, or its message is too long");
    }
  }

  @Test
  void anAnswerAtTheLimitIsRead() throws Exception {
    String frame = "{\"type\":\"message\",\"address\":\"reply\",\"body\":{\"pad\":\"";
    int padding = BridgeConnection.MAX_FRAME_BYTES - frame.length() - 3;
    try (var bridge =
        new ScriptedBridge(
            (request, out) -> ScriptedBridge.write(out, frame + "x".repeat(padding) + "\"}}"))) {
      assertThat(send(bridge)).isZero();
      assertThat(captured.out()).hasSize("{\"pad\":\"\"}\n".length() + padding);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{\"type\"", "no json", "{\"type\":\"message\",\"body\":{\"a\":"})
  void anAnswerThatIsNoJsonIsAFailure(String garbage) throws Exception {
    try (var bridge = new ScriptedBridge((request, out) -> ScriptedBridge.write(out, garbage))) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.errLines()).hasSize(1);
    }
  }

  @Test
  void aConnectionThatEndsInTheMiddleIsAFailure() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) -> {
              out.writeInt(100);
              out.write(1);
              out.flush();
            })) {
      assertThat(send(bridge)).isEqualTo(1);
      assertThat(captured.err())
          .isEqualTo("minibit: " + bridge.address() + ": the node closed the connection\n");
    }
  }

  @Test
  void aNodeThatIsNotThereIsOneLineThatSaysHowToOpenTheDoor() throws Exception {
    int freePort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    assertThat(run("watch", "--bridge", "127.0.0.1:" + freePort)).isEqualTo(1);
    assertThat(captured.errLines()).hasSize(1);
    assertThat(captured.err())
        .startsWith("minibit: no node answers at 127.0.0.1:" + freePort)
        .contains("\"api\" section")
        .contains("--bridge HOST:PORT");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"action\":lst}     | JSON, line 1 column 1",
        "{\"action\"          | JSON, line 1 column 1",
        "{\"a\":1} {}         | JSON, line 1 column",
        "[]                   | JSON: expected an object",
        "\"x\"                | JSON: expected an object",
        "non-sense            | JSON, line 1 column 1"
      })
  void whatIsNoJsonObjectIsWrongUsageAndThePlaceIsNamed(String json, String complaint) {
    assertThat(run("send", "minibit.peer", json)).isEqualTo(2);
    assertThat(captured.errLines()).hasSize(1);
    assertThat(captured.err()).startsWith("minibit: " + complaint);
  }

  @Test
  void watchPrintsEachEventOnALineUntilTheConnectionIsLost() throws Exception {
    try (var bridge =
        new ScriptedBridge(
            (request, out) -> {
              for (int i = 0; i < 2; i++) {
                ScriptedBridge.write(
                    out,
                    "{\"type\":\"message\",\"address\":\"minibit.events\",\"body\":{\"n\":"
                        + i
                        + "}}");
              }
            })) {
      assertThat(run("watch", "--bridge", bridge.address())).isEqualTo(1);
      assertThat(captured.out()).isEqualTo("{\"n\":0}\n{\"n\":1}\n");
      assertThat(captured.err()).contains("the node closed the connection");
      JsonObject request = bridge.requests.take();
      assertThat(request.getString("type")).isEqualTo("register");
      assertThat(request.getString("address")).isEqualTo("minibit.events");
    }
  }

  @Test
  void theTokenGoesIntoTheHeadersOfEachMessage() throws Exception {
    try (var bridge =
            new ScriptedBridge((request, out) -> ScriptedBridge.write(out, "{\"type\":\"pong\"}"));
        var connection =
            BridgeConnection.open(
                HostPort.parse(bridge.address()),
                Map.of("MINIBIT_API_TOKEN", "s3cret"),
                Optional.empty())) {
      connection.send("register", "minibit.events", null, null);
      assertThat(connection.receive(30_000).type()).isEqualTo("pong");
      assertThat(bridge.requests.take().getJsonObject("headers"))
          .isEqualTo(new JsonObject().put("token", "s3cret"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "host", "host:", ":7000", "h:0", "h:65536", "::1:7000", "h:x"})
  void whatIsNoHostAndPortIsWrongUsage(String bridge) {
    assertThat(run("watch", "--bridge", bridge)).isEqualTo(2);
    assertThat(captured.errLines()).hasSize(1);
  }

  @Test
  void anAddressOfVersion6StandsInBrackets() {
    assertThat(HostPort.parse("[::1]:7000")).isEqualTo(new HostPort("::1", 7000));
    assertThat(HostPort.parse("[::1]:7000")).hasToString("[::1]:7000");
  }
}
