package io.minibit.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.Event;
import io.minibit.api.TransferState;
import io.minibit.interop.Program;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples for the web door really run. */
@Timeout(300)
class WebExamplesTest {
  private static final Path PACKAGES = Path.of("target", "examples");
  private static final List<String> CURL = List.of("bash", "examples/http.sh");
  private static final String LIST = "{\"action\":\"list\"}";
  private static final String TOKEN = "s3cret";

  private WebDoor door;

  @BeforeEach
  void open() throws Exception {
    door = WebDoor.open(TOKEN);
    door.put(Event.Type.ADDED, WebDoor.transfer("grüß.txt", TransferState.SEEDING, 1));
  }

  @AfterEach
  void close() {
    door.close();
  }

  private record Run(int exitCode, String output) {}

  private Process start(String token, List<String> program, String... arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(program));
    builder.command().addAll(List.of(arguments));
    builder.environment().put("MINIBIT_WEB", "http://127.0.0.1:" + door.port);
    builder.environment().put("MINIBIT_API_TOKEN", token);
    return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private Run run(String token, List<String> program, String... arguments) throws Exception {
    Process process = start(token, program, arguments);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    return new Run(process.waitFor(), output);
  }

  private void asksAndWatches(List<String> program, String... role) throws Exception {
    String[] request = new String[role.length + 1];
    System.arraycopy(role, 0, request, 0, role.length);
    request[role.length] = LIST;
    Run list = run(TOKEN, program, request);
    assertThat(list.exitCode).isZero();
    JsonObject transfer = new JsonObject(list.output).getJsonArray("transfers").getJsonObject(0);
    assertThat(transfer.getString("name")).isEqualTo("grüß.txt");
    assertThat(run("no", program, request).exitCode).isNotZero();

    Process watch = start(TOKEN, program, "watch");
    long timer =
        door.vertx.setPeriodic(
            100,
            fired ->
                door.put(
                    Event.Type.COMPLETED, WebDoor.transfer("b.txt", TransferState.SEEDING, 1)));
    try (BufferedReader output = watch.inputReader(UTF_8)) {
      String line = output.readLine();
      while (line.isEmpty()) {
        line = output.readLine();
      }
      assertThat(new JsonObject(line).getString("type")).isEqualTo("completed");
    } finally {
      door.vertx.cancelTimer(timer);
      watch.descendants().forEach(ProcessHandle::destroy);
      watch.destroy();
      watch.waitFor();
    }
  }

  @Test
  void curlAsksAndWatches() throws Exception {
    Program.need("bash", "curl");
    asksAndWatches(CURL, "peer");
    Run refused = run(TOKEN, CURL, "tracker", "{\"action\":\"stats\"}");
    assertThat(refused.output).startsWith("{\"code\":503,");
    assertThat(refused.exitCode).isNotZero();
  }

  /** With the client that Vert.x publishes, from the npm registry. */
  @Test
  void nodeJsAsksAndWatches() throws Exception {
    Program.need("node", "npm");
    Files.createDirectories(PACKAGES);
    for (String file : List.of("package.json", "eventbus.mjs")) {
      Files.write(PACKAGES.resolve(file), Files.readAllBytes(Path.of("examples", file)));
    }
    if (!Files.isDirectory(PACKAGES.resolve("node_modules/@vertx"))) {
      Process install =
          new ProcessBuilder("npm", "install", "--no-audit", "--no-fund", "--no-package-lock")
              .directory(PACKAGES.toFile())
              .redirectErrorStream(true)
              .start();
      String output = new String(install.getInputStream().readAllBytes(), UTF_8);
      assertThat(install.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(install.exitValue()).as(output).isZero();
    }
    asksAndWatches(List.of("node", "target/examples/eventbus.mjs"), "send", "minibit.peer");
  }
}
