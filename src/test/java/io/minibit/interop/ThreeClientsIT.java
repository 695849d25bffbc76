package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ours, aria2 and Transmission in one swarm that has no seeder: each has a third of the content at
 * first, which the two others lack. Each has an address of its own, since Transmission takes one
 * connection of an address.
 */
class ThreeClientsIT {
  private static final String TRANSMISSION = "127.0.0.2";
  private static final String ARIA = "127.0.0.3";
  private static final int PIECE = 32 * 1024;
  private static final int PIECES = 180;

  /** What each gives at most: the 4 MB that each lacks take long enough to be watched. */
  private static final int BYTES_A_SECOND = 500_000;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path temp;
  private Ours ours;

  @BeforeEach
  void startTracker() throws Exception {
    Program.need("aria2c", "transmission-daemon", "transmission-remote");
    ours = Ours.start(temp);
  }

  @AfterEach
  void stopTracker() {
    ours.close();
  }

  @Test
  void eachFetchesFromBothOthersAtOnce() throws Exception {
    // The last piece is short.
    Content content =
        Content.file(temp, PIECES * PIECE - 1, TorrentFormat.V1, PIECE, ours.trackerUrl());
    for (int third = 0; third < 3; third++) {
      keepThird(content, third);
    }
    try (Transmission transmission = Transmission.start(content.folder("0"), 1, TRANSMISSION)) {
      transmission.limitUpload(BYTES_A_SECOND / 1000);
      transmission.add(content.torrent().toString());
      transmission.awaitAnnounced();
      try (RunningProgram aria = aria(content);
          JarProcess node = node()) {
        int web = node.awaitPort("web");
        ask(web, new JsonObject().put("action", "limits").put("upload", BYTES_A_SECOND));
        ask(web, get(content));
        awaitBothWays(web, content, List.of(TRANSMISSION, ARIA), aria);
        transmission.awaitDone();
        for (int copy = 0; copy < 3; copy++) {
          awaitCopy(content, copy, aria);
        }
        assertThat(node.lines()).noneMatch(line -> line.contains("Exception"));
      }
    }
  }

  /** A copy whose other pieces are zeros. */
  private void keepThird(Content content, int third) throws IOException {
    byte[] bytes = Files.readAllBytes(content.source());
    for (int at = 0; at < bytes.length; at++) {
      if (at / PIECE % 3 != third) {
        bytes[at] = 0;
      }
    }
    Files.write(copy(content, third), bytes);
  }

  private static Path copy(Content content, int number) throws IOException {
    return content.folder(String.valueOf(number)).resolve(content.source().getFileName());
  }

  private RunningProgram aria(Content content) throws IOException {
    return Aria.seed(
        content.folder("1"),
        content.torrent().toString(),
        "--interface=" + ARIA,
        "--disk-cache=0",
        "--max-overall-upload-limit=" + BYTES_A_SECOND);
  }

  private JarProcess node() throws IOException {
    Path config =
        Files.writeString(
            temp.resolve("node.json"),
            """
            {"peer": {"host": "127.0.0.1", "port": 0, "trackers": [], "menu": false},
             "web": {"port": 0}}
            """);
    return JarProcess.run(temp, "-conf", config.toString());
  }

  private static JsonObject get(Content content) throws IOException {
    return new JsonObject()
        .put("action", "get")
        .put("torrent", content.torrent().toString())
        .put("directory", content.folder("2").toString())
        .put("prefix", "");
  }

  /** Until bytes were seen to come from each of them, and to go to each. */
  private void awaitBothWays(int web, Content content, List<String> others, RunningProgram aria)
      throws Exception {
    JsonObject question = new JsonObject().put("action", "details").put("id", content.id());
    Set<String> gave = new HashSet<>();
    Set<String> took = new HashSet<>();
    long start = System.nanoTime();
    while (!gave.containsAll(others) || !took.containsAll(others)) {
      JsonObject details = ask(web, question);
      for (Object each : details.getJsonArray("peers")) {
        JsonObject peer = (JsonObject) each;
        String address = peer.getString("address").replaceFirst(":\\d+$", "");
        if (peer.getLong("downloadRate") > 0) {
          gave.add(address);
        }
        if (peer.getLong("uploadRate") > 0) {
          took.add(address);
        }
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError(
            gave + " gave, " + took + " took, at the end " + details + aria.said());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private void awaitCopy(Content content, int number, RunningProgram aria) throws Exception {
    long start = System.nanoTime();
    while (Files.mismatch(content.source(), copy(content, number)) >= 0) {
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError("copy " + number + " is not whole; " + aria.said());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private JsonObject ask(int web, JsonObject request) throws Exception {
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
