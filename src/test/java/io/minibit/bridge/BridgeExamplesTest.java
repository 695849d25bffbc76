package io.minibit.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.minibit.api.Addresses;
import io.minibit.transport.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples in other languages really run. */
class BridgeExamplesTest {
  private static final String LIST = "{\"action\": \"list\", \"name\": \"grüß\"}";

  private final AtomicInteger port = new AtomicInteger();
  private Vertx vertx;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.PEER,
            message -> {
              if (message.body().getString("action").equals("list")) {
                message.reply(new JsonObject().put("name", message.body().getString("name")));
              } else {
                message.fail(400, "unknown action");
              }
            });
    await(
        vertx.deployVerticle(
            new BridgeVerticle(
                new BridgeSettings("127.0.0.1", 0, "s3cret", null, null, null),
                port::set,
                Sockets::abort)));
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  @Test
  void pythonSendsARequest() throws Exception {
    requireProgram("python3");
    Run run = run("s3cret", "python3", "examples/bridge.py", "send", "minibit.peer", LIST);
    assertThat(new JsonObject(run.output)).isEqualTo(new JsonObject("{\"name\":\"grüß\"}"));
    assertThat(run.exitCode).isZero();
  }

  @Test
  void pythonTellsAFailure() throws Exception {
    requireProgram("python3");
    Run run =
        run(
            "s3cret",
            "python3",
            "examples/bridge.py",
            "send",
            "minibit.peer",
            "{\"action\":\"x\"}");
    assertThat(run.output).isEqualTo("bridge.py: 400: unknown action");
    assertThat(run.exitCode).isEqualTo(1);
    assertThat(run("no", "python3", "examples/bridge.py", "send", "minibit.peer", LIST).output)
        .startsWith("bridge.py: 401: ");
  }

  @Test
  void pythonWatchesEvents() throws Exception {
    requireProgram("python3");
    Process process = start("s3cret", "python3", "examples/bridge.py", "watch");
    try (BufferedReader output = process.inputReader(UTF_8)) {
      JsonObject event = new JsonObject().put("type", "completed").put("id", "old:a");
      long timer =
          vertx.setPeriodic(50, fired -> vertx.eventBus().publish(Addresses.EVENTS, event));
      assertThat(new JsonObject(output.readLine())).isEqualTo(event);
      vertx.cancelTimer(timer);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  @Test
  void theShellSendsARequest() throws Exception {
    requireProgram("bash");
    Run run = run("s3cret", "bash", "examples/bridge.sh", "minibit.peer", LIST);
    assertThat(new JsonObject(run.output).getJsonObject("body").getString("name"))
        .isEqualTo("grüß");
    assertThat(run.exitCode).isZero();
  }

  @Test
  void theShellFailsWhereTheNodeDoes() throws Exception {
    requireProgram("bash");
    Run run = run("no", "bash", "examples/bridge.sh", "minibit.peer", LIST);
    assertThat(new JsonObject(run.output).getInteger("failureCode")).isEqualTo(401);
    assertThat(run.exitCode).isEqualTo(1);
  }

  private record Run(int exitCode, String output) {}

  private Run run(String token, String... command) throws Exception {
    Process process = start(token, command);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Run(process.waitFor(), output);
  }

  private Process start(String token, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.environment().put("MINIBIT_BRIDGE", "127.0.0.1:" + port.get());
    builder.environment().put("MINIBIT_API_TOKEN", token);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.redirectErrorStream(true).start();
  }

  private static void requireProgram(String name) {
    boolean found =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    assumeTrue(found, name + " is not installed");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
