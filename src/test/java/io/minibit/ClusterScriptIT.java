package io.minibit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three processes of one cluster, scripted at the doors of one. */
@Timeout(180)
class ClusterScriptIT {
  private static final String HOST = "127.0.0.1";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path folder;
  private ClusterNodes cluster;
  private JarProcess b;
  private JarProcess c;
  private int bridge;
  private int web;

  @BeforeEach
  void start() throws Exception {
    cluster = new ClusterNodes(folder, 3);
    JarProcess a =
        node("a", 0, new JsonObject().put("tracker", port()).put("api", port()).put("web", port()));
    int tracker = a.awaitPort("tracker-udp");
    bridge = a.awaitPort("api");
    web = a.awaitPort("web");
    b = node("b", 1, new JsonObject().put("peer", peer("b", tracker)));
    c = node("c", 2, new JsonObject().put("peer", peer("c", tracker)));
    c.awaitPort("peer");
    b.awaitPort("peer");
    awaitNodes("b", "c");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static JsonObject port() {
    return new JsonObject().put("host", HOST).put("port", 0);
  }

  private JsonObject peer(String name, int tracker) throws Exception {
    return port()
        .put("menu", false)
        .put("trackers", new JsonArray().add("udp://" + HOST + ":" + tracker))
        .put("directory", Files.createDirectory(folder.resolve(name)).toString());
  }

  private JarProcess node(String name, int number, JsonObject sections) throws Exception {
    return cluster.start(number, name, new JsonObject(), sections);
  }

  /** Asked at the node that has no peer itself. */
  private JsonArray nodes() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + web + "/api/peers"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"nodes\"}"))
            .build();
    return new JsonObject(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .getJsonArray("nodes");
  }

  private void awaitNodes(String... names) throws Exception {
    long start = System.nanoTime();
    List<String> found;
    do {
      found = nodes().stream().map(node -> ((JsonObject) node).getString("name")).toList();
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
        throw new AssertionError("only " + found + " of " + Arrays.toString(names));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    } while (!found.equals(List.of(names)));
  }

  private Process python(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("MINIBIT_BRIDGE", HOST + ":" + bridge);
    return builder.start();
  }

  private static String output(Process process) throws Exception {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void aScriptAtOneNodeMakesOthersGiveAndGet() throws Exception {
    assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v python3").start().waitFor() == 0,
        "python3 is not installed");
    byte[] content = new byte[3_000_000];
    new SplittableRandom(7).nextBytes(content);
    Files.write(folder.resolve("b/film.mkv"), content);
    HttpResponse<InputStream> events =
        HTTP.send(
            HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + web + "/api/events"))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());

    Process script = python("examples/spread.py", "b", "film.mkv", "of-c");
    assertThat(output(script)).isEqualTo("b shares film.mkv\nc has it\n");
    assertThat(script.waitFor()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("c/film.mkv"))).isEqualTo(content);

    // The events of both came over the door of a third.
    try (var lines = new BufferedReader(new InputStreamReader(events.body(), UTF_8))) {
      List<String> told =
          lines
              .lines()
              .filter(line -> line.startsWith("data: "))
              .map(line -> new JsonObject(line.substring("data: ".length())))
              .filter(event -> !event.getString("type").equals("progress"))
              .map(event -> event.getString("node") + " " + event.getString("type"))
              .takeWhile(event -> !event.equals("c completed"))
              .toList();
      assertThat(told).contains("b added", "c added");
    }
    assertThat(output(python("examples/spread.py", "b", "film.mkv")))
        .isEqualTo("b shares film.mkv\nc has it already\n");
  }

  @Test
  void nodesTellWhoTheyAreUntilTheyLeave() throws Exception {
    JsonObject first = nodes().getJsonObject(0);
    assertThat(first.getString("name")).isEqualTo("b");
    assertThat(first.getJsonArray("labels")).containsExactly("of-b");
    assertThat(first.getJsonArray("addresses")).containsExactly(HOST + ":" + b.awaitPort("peer"));
    c.terminate();
    awaitNodes("b");

    JarProcess twin = node("b", 2, new JsonObject().put("peer", port()));
    twin.awaitLine("node.name: another node of this cluster is called b; give each its own");
    assertThat(twin.awaitExit()).isEqualTo(1);
    assertThat(
            output(python("examples/bridge.py", "send", "minibit.peer.x", "{\"action\":\"list\"}")))
        .startsWith("bridge.py: 503: minibit.peer.x: nobody answers here");
  }
}
