package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads by the built jar to disks that have less room than they take. */
class FullDiskIT {
  private static final int SIZE = 8 << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private byte[] content;
  private JarProcess node;
  private String trackerUrl;
  private int web;

  /** A tracker and a seeder that takes some seconds to give all. */
  @BeforeEach
  void startSeeder() throws Exception {
    content = new byte[SIZE];
    new SplittableRandom(11).nextBytes(content);
    Files.write(folder.resolve("large.bin"), content);
    Files.writeString(
        folder.resolve("node.json"),
        """
        {"tracker": {"host": "127.0.0.1", "port": 0},
         "peer": {"host": "127.0.0.1", "port": 0, "menu": false},
         "web": {"port": 0}}
        """);
    node = JarProcess.run(folder, "-conf", "node.json");
    trackerUrl = "udp://127.0.0.1:" + node.awaitPort("tracker-udp");
    web = node.awaitPort("web");
  }

  @AfterEach
  void stopSeeder() {
    node.close();
  }

  @Test
  void aDiskThatFillsUpOnTheWayIsToldAndWhatWasVerifiedStays() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("small"), SIZE / (1 << 20) + 2)) {
      String id = share();
      Path copy = disk.folder().resolve("large.bin");
      try (JarProcess get = get(disk)) {
        await(id, seeder -> seeder.getLong("uploaded") > SIZE / 4);
        disk.fill();
        assertThat(get.awaitExit()).as(get.lines().toString()).isEqualTo(1);
        assertThat(get.lines())
            .filteredOn(line -> line.startsWith("minibit: "))
            .singleElement()
            .asString()
            .contains("large.bin")
            .endsWith("no space left on the disk");
        assertThat(get.lines()).noneMatch(line -> line.contains("Exception"));
      }
      long there = goodBytes(id, Files.readAllBytes(copy));
      assertThat(there).isPositive();
      disk.free();
      long before = await(id, seeder -> seeder.getInteger("peers") == 0).getLong("uploaded");
      try (JarProcess get = get(disk)) {
        assertThat(get.awaitExit()).as(get.lines().toString()).isZero();
      }
      assertThat(copy).hasBinaryContent(content);
      assertThat(ask("status", id).getLong("uploaded") - before)
          .isPositive()
          .isLessThanOrEqualTo(SIZE - there);
    }
  }

  private JarProcess get(SmallDisk disk) throws Exception {
    return JarProcess.run(
        folder, "get", "large.bin", "-t", trackerUrl, "-o", disk.folder().toString());
  }

  private String share() throws Exception {
    ask(new JsonObject().put("action", "limits").put("upload", 2_000_000));
    return ask(new JsonObject().put("action", "share").put("path", "large.bin")).getString("id");
  }

  /** Bytes of the pieces that are whole in a copy. */
  private long goodBytes(String id, byte[] copy) throws Exception {
    int piece = SIZE / ask("details", id).getJsonObject("pieces").getInteger("count");
    long good = 0;
    for (int at = 0; at + piece <= copy.length; at += piece) {
      good += Arrays.equals(copy, at, at + piece, content, at, at + piece) ? piece : 0;
    }
    return good;
  }

  private JsonObject await(String id, Predicate<JsonObject> holds) throws Exception {
    JsonObject status = ask("status", id);
    while (!holds.test(status)) {
      assertThat(node.lines()).noneMatch(line -> line.contains("Exception"));
      Thread.onSpinWait();
      status = ask("status", id);
    }
    return status;
  }

  private JsonObject ask(String action, String id) throws Exception {
    return ask(new JsonObject().put("action", action).put("id", id));
  }

  private JsonObject ask(JsonObject request) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/api/peer"))
                .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }
}
