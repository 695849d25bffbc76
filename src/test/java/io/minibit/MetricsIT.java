package io.minibit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.session.FakeSeed;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus reads of whole nodes between which something happens. */
@Timeout(120)
class MetricsIT {
  private static final String DASHBOARD = "conf/grafana.json";
  private static final int PIECE = 64 * 1024;
  private static final int SIZE = 3_000_000;

  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir private Path folder;
  private byte[] content;
  private JarProcess seed;
  private JarProcess leech;
  private int tracker;
  private int seedWeb;
  private int leechWeb;

  @BeforeEach
  void start() throws Exception {
    content = new byte[SIZE];
    new SplittableRandom(4).nextBytes(content);
    seed = node("seed", new JsonObject().put("host", "127.0.0.1").put("port", 0));
    tracker = seed.awaitPort("tracker-http");
    seedWeb = seed.awaitPort("web");
    leech = node("leech", null);
    leechWeb = leech.awaitPort("web");
  }

  private JarProcess node(String name, JsonObject trackerOptions) throws Exception {
    Path home = Files.createDirectory(folder.resolve(name));
    JsonObject peer = new JsonObject().put("host", "127.0.0.1").put("menu", false);
    JsonObject conf = new JsonObject().put("web", new JsonObject().put("port", 0));
    if (trackerOptions == null) {
      peer.put("trackers", List.of("udp://127.0.0.1:" + tracker));
    } else {
      conf.put("tracker", trackerOptions);
    }
    Path file = Files.writeString(home.resolve("conf.json"), conf.put("peer", peer).encode());
    return JarProcess.run(home, "-conf", file.toString());
  }

  @AfterEach
  void stop() {
    seed.close();
    leech.close();
  }

  @Test
  void aTransferIsSeenInPiecesBytesAndTheTimeOfTheDisk() throws Exception {
    Files.write(folder.resolve("seed/example.bin"), content);
    ask(seedWeb, new JsonObject().put("action", "share").put("path", "example.bin"));
    JsonObject got =
        ask(leechWeb, new JsonObject().put("action", "get").put("name", "example.bin"));
    JsonObject status = new JsonObject().put("action", "status").put("id", got.getString("id"));
    while (!ask(leechWeb, status).getString("state").equals("seeding")) {
      Thread.onSpinWait();
    }
    String page = scrape(leechWeb);
    assertThat(value(page, "minibit_pieces_verified_total")).isPositive();
    assertThat(value(page, "minibit_pieces_failed_total")).isZero();
    assertThat(value(page, "minibit_blocks_failed_total")).isZero();
    assertThat(value(page, "minibit_disk_bytes_total{operation=\"write\"}")).isEqualTo(SIZE);
    assertThat(value(page, "minibit_disk_operation_seconds_count{operation=\"write\"}"))
        .isPositive();
    assertThat(value(page, "minibit_disk_operation_seconds_sum{operation=\"write\"}")).isPositive();
    assertThat(value(page, "minibit_disk_operation_seconds_count{operation=\"sync\"}"))
        .isPositive();
    assertThat(value(page, "minibit_disk_queue_tasks")).isNotNegative();
    assertThat(value(page, "minibit_disk_queue_bytes{operation=\"write\"}")).isZero();
    assertThat(value(page, "minibit_hash_bytes_total")).isGreaterThanOrEqualTo(SIZE);
    assertThat(value(page, "minibit_hash_seconds_total")).isPositive();
    assertThat(value(page, "minibit_downloaded_bytes_total")).isEqualTo(SIZE);
    assertThat(page).doesNotContain("example.bin");

    String other = scrape(seedWeb);
    assertThat(value(other, "minibit_disk_bytes_total{operation=\"read\"}"))
        .isGreaterThanOrEqualTo(SIZE);
    assertThat(value(other, "minibit_disk_bytes_total{operation=\"write\"}")).isZero();
    for (String bytes : List.of("in", "out")) {
      assertThat(value(other, "minibit_tracker_" + bytes + "_bytes_total{kind=\"udp\"}"))
          .isPositive();
    }
    assertThat(value(other, "minibit_tracker_unsent_total")).isZero();
    assertThat(value(other, "minibit_uploaded_bytes_total")).isGreaterThanOrEqualTo(SIZE);
  }

  @Test
  void theDashboardAsksForNothingThatANodeDoesNotTell() throws Exception {
    Files.writeString(folder.resolve("seed/a.txt"), "hello");
    ask(seedWeb, new JsonObject().put("action", "share").put("path", "a.txt"));
    String page = scrape(seedWeb);
    Matcher names =
        Pattern.compile("(minibit|jvm)_[a-z_]+").matcher(Files.readString(Path.of(DASHBOARD)));
    int asked = 0;
    for (; names.find(); asked++) {
      assertThat(page).contains("\n" + names.group());
    }
    assertThat(asked).isGreaterThan(15);
  }

  @Test
  void aPoisonedPieceIsCounted() throws Exception {
    Path source = Files.write(folder.resolve("poisoned.bin"), content);
    BuildSettings settings =
        new BuildSettings(
            TorrentFormat.V1, OptionalInt.of(PIECE), false, Sources.NONE, Credits.NONE);
    BuiltTorrent built =
        new TorrentBuilder(source, settings).build(Runnable::run, 1, BuildMonitor.NONE);
    Files.write(folder.resolve("leech/poisoned.torrent"), built.file());
    try (FakeSeed liar = new FakeSeed("127.0.0.9", built.torrent(), content, FakeSeed.LIAR)) {
      announce(liar, built.torrent().hashes().id().truncated());
      ask(leechWeb, new JsonObject().put("action", "get").put("torrent", "poisoned.torrent"));
      while (value(scrape(leechWeb), "minibit_pieces_failed_total") == 0) {
        Thread.onSpinWait();
      }
      assertThat(value(scrape(leechWeb), "minibit_pieces_verified_total")).isZero();
    }
  }

  @Test
  void everyLoopIsLookedAt() throws Exception {
    while (value(scrape(leechWeb), "minibit_event_loop_lag_seconds_count") < 2) {
      Thread.onSpinWait();
    }
    String page = scrape(leechWeb);
    assertThat(value(page, "minibit_event_loop_lag_seconds_max")).isPositive();
    assertThat(value(page, "minibit_event_loop_lag_seconds_sum")).isPositive();
  }

  /** Tells the tracker of a seed, in its name. */
  private void announce(FakeSeed peer, byte[] infoHash) throws Exception {
    String hash = URLEncoder.encode(new String(infoHash, ISO_8859_1), ISO_8859_1);
    String request =
        "GET /announce?info_hash="
            + hash.replace("+", "%20")
            + "&peer_id=-XX0001-announced000&left=0&uploaded=0&downloaded=0&port="
            + peer.address().getPort()
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), tracker, peer.address().getAddress(), 0)) {
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
          .contains("8:interval");
    }
  }

  private JsonObject ask(int port, JsonObject request) throws Exception {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/peer"))
                .POST(HttpRequest.BodyPublishers.ofString(request.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new JsonObject(response.body());
  }

  private String scrape(int port) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The one sample of that name and those labels. */
  private static double value(String page, String sample) {
    Matcher line = Pattern.compile("(?m)^" + Pattern.quote(sample) + " (\\S+)$").matcher(page);
    assertThat(line.find()).as(sample + " is in " + page).isTrue();
    return Double.parseDouble(line.group(1));
  }
}
