package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code get} that is killed again and again goes on each time where it was. */
class KilledGetIT {
  private static final int KILLS = 50;

  /** Of the kills, how many fall in the middle of the transfer at the least. */
  private static final int IN_THE_MIDDLE = 20;

  /** One kill of so many comes while the process is still starting. */
  private static final int EARLY = 5;

  private static final int SIZE = 48 << 20;

  /** What is chosen for content of this size. */
  private static final int PIECE = 32 * 1024;

  /** Bytes a second: what the kills leave time for is less than all of it. */
  private static final int RATE = 1_500_000;

  /**
   * What one kill may cost on average: the blocks of pieces that were not complete, of which one is
   * being fetched and another begun, and what the seeder has sent and was not written, a tenth of a
   * second of the rate. Pieces that are verified cost nothing, though no checkpoint was made of
   * them.
   */
  private static final long COST = 2 * PIECE + RATE / 10;

  private static final Map<String, String> LOOPBACK = Map.of("MINIBIT_PEER_HOST", "127.0.0.1");

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path temp;
  private byte[] content;
  private JarProcess seeder;
  private String tracker;
  private int door;
  private String id;

  @BeforeEach
  void seed() throws Exception {
    content = new byte[SIZE];
    new SplittableRandom(50).nextBytes(content);
    Path home = Files.createDirectory(temp.resolve("seed"));
    Files.write(home.resolve("big.bin"), content);
    JsonObject conf =
        new JsonObject()
            .put("tracker", new JsonObject().put("host", "127.0.0.1").put("port", 0))
            .put("web", new JsonObject().put("port", 0))
            .put("peer", new JsonObject().put("host", "127.0.0.1").put("menu", false));
    Path file = Files.writeString(home.resolve("conf.json"), conf.encode());
    seeder = JarProcess.run(home, "-conf", file.toString());
    tracker = "udp://127.0.0.1:" + seeder.awaitPort("tracker-udp");
    door = seeder.awaitPort("web");
    id =
        ask(new JsonObject().put("action", "share").put("path", "big.bin").put("format", "v1"))
            .getString("id");
  }

  @AfterEach
  void stop() {
    seeder.close();
  }

  private JsonObject ask(JsonObject request) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door + "/api/peer"))
                .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  private void limit(int rate) throws Exception {
    ask(new JsonObject().put("action", "limits").put("id", id).put("upload", rate));
  }

  private long uploaded() throws Exception {
    return ask(new JsonObject().put("action", "status").put("id", id)).getLong("uploaded");
  }

  @Test
  void nothingThatWasVerifiedIsFetchedAgain() throws Exception {
    SplittableRandom random = new SplittableRandom(51);
    limit(RATE);
    double progress = 0;
    int inTheMiddle = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long before = uploaded();
      double reached = killed(progress, kill % EARLY == 0, random);
      if (reached > 0 && reached < 1 && uploaded() > before) {
        inTheMiddle++;
      }
      progress = Math.max(progress, reached);
    }
    assertThat(inTheMiddle).as("kills in the middle").isGreaterThanOrEqualTo(IN_THE_MIDDLE);
    limit(0);
    try (JarProcess last = get()) {
      assertThat(last.awaitExit()).as(last.lines().toString()).isZero();
      requireNoLess(last, progress);
    }
    assertThat(temp.resolve("leech/big.bin")).hasBinaryContent(content);
    assertThat(uploaded()).as("sent").isBetween((long) SIZE, SIZE + KILLS * COST);
  }

  private JarProcess get() throws Exception {
    return JarProcess.run(
        temp, LOOPBACK, List.of(), "get", "big.bin", "-o", "leech", "-t", tracker, "--json");
  }

  /** Kills one some time after it has begun, and answers how far it said that it was. */
  private double killed(double before, boolean early, SplittableRandom random) throws Exception {
    try (JarProcess get = get()) {
      get.awaitPort("peer");
      if (!early) {
        get.awaitLine("\"downloading\"");
      }
      TimeUnit.MILLISECONDS.sleep(random.nextLong(early ? 150 : 500));
      get.kill();
      get.awaitExit();
      requireNoLess(get, before);
      return events(get).stream()
          .mapToDouble(event -> event.getDouble("progress"))
          .max()
          .orElse(before);
    }
  }

  /** Once what is there was looked at, nothing of it is missing. */
  private static void requireNoLess(JarProcess get, double before) {
    double least = before;
    for (JsonObject event : events(get)) {
      assertThat(event.getDouble("progress"))
          .as(get.lines().toString())
          .isGreaterThanOrEqualTo(least);
      least = event.getDouble("progress");
    }
  }

  /** Those that tell what is verified: before, progress is that of looking at what is there. */
  private static List<JsonObject> events(JarProcess get) {
    return get.lines().stream()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(JsonObject::new)
        .filter(event -> List.of("downloading", "seeding").contains(event.getString("state")))
        .toList();
  }
}
