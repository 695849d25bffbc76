package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A {@code get} that is killed again and again goes on each time where it was. */
class KilledGetIT {
  private static final int KILLS = 50;
  private static final int SIZE = 48 << 20;
  private static final Map<String, String> LOOPBACK = Map.of("MINIBIT_PEER_HOST", "127.0.0.1");

  @TempDir private Path temp;

  @Test
  void nothingThatWasVerifiedIsFetchedAgain() throws Exception {
    SplittableRandom random = new SplittableRandom(50);
    byte[] bytes = new byte[SIZE];
    random.nextBytes(bytes);
    Path source =
        Files.write(Files.createDirectories(temp.resolve("seed")).resolve("big.bin"), bytes);
    Path config =
        Files.writeString(
            temp.resolve("tracker.json"), "{\"tracker\":{\"host\":\"127.0.0.1\",\"port\":0}}");
    try (JarProcess tracker = JarProcess.run(temp, "-conf", config.toString())) {
      String url = "udp://127.0.0.1:" + tracker.awaitPort("tracker-udp");
      try (JarProcess seeder =
          JarProcess.run(
              temp, LOOPBACK, List.of(), "share", source.toString(), "--v1", "-t", url)) {
        seeder.awaitLine("Now seeding");
        double progress = 0;
        for (int kill = 0; kill < KILLS; kill++) {
          progress = Math.max(progress, killed(url, progress, random.nextLong(150)));
        }
        try (JarProcess last = get(url)) {
          assertThat(last.awaitExit()).as(last.lines().toString()).isZero();
          requireNoLess(last, progress);
        }
      }
    }
    assertThat(temp.resolve("leech/big.bin")).hasSameBinaryContentAs(source);
  }

  private JarProcess get(String url) throws Exception {
    return JarProcess.run(
        temp, LOOPBACK, List.of(), "get", "big.bin", "-o", "leech", "-t", url, "--json");
  }

  /** Kills one some time after it has begun, and answers how far it said that it was. */
  private double killed(String url, double before, long millis) throws Exception {
    try (JarProcess get = get(url)) {
      get.awaitPort("peer");
      TimeUnit.MILLISECONDS.sleep(millis);
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
    events(get).stream()
        .filter(event -> List.of("downloading", "seeding").contains(event.getString("state")))
        .forEach(
            event ->
                assertThat(event.getDouble("progress"))
                    .as(get.lines().toString())
                    .isGreaterThanOrEqualTo(before));
  }

  private static List<JsonObject> events(JarProcess get) {
    return get.lines().stream()
        .filter(line -> line.startsWith("{") && line.endsWith("}"))
        .map(JsonObject::new)
        .filter(event -> event.containsKey("progress"))
        .toList();
  }
}
