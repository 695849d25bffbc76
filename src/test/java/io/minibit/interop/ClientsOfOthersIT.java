package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import io.minibit.metainfo.TorrentFormat;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built jar and the clients of others, who know of each other by a tracker of ours. */
class ClientsOfOthersIT {
  private static final int SIZE = 3_000_001;
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;
  private JarProcess tracker;
  private String trackerUrl;

  @BeforeEach
  void startTracker() throws Exception {
    Program.need("aria2c", "transmission-daemon", "transmission-remote");
    Path folder = Files.createDirectories(temp.resolve("tracker"));
    Path config =
        Files.writeString(
            folder.resolve("tracker.json"), "{\"tracker\":{\"host\":\"127.0.0.1\",\"port\":0}}");
    tracker = JarProcess.run(folder, "-conf", config.toString());
    trackerUrl = "http://127.0.0.1:" + tracker.awaitPort("tracker-http") + "/announce";
  }

  @AfterEach
  void stopTracker() {
    tracker.close();
  }

  /** Our {@code get} on loopback. */
  private JarProcess get(String folder, String what, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("get", what, "-o", folder));
    words.addAll(List.of(options));
    return JarProcess.run(
        temp, Map.of("MINIBIT_PEER_HOST", "127.0.0.1"), List.of(), words.toArray(String[]::new));
  }

  private static void requireDone(JarProcess get) throws Exception {
    assertThat(get.awaitExit()).as(get.lines().toString()).isZero();
  }

  /** Ours, seeding what is in the folder. */
  private JarProcess seed(Content content) throws Exception {
    JarProcess seeder = get("seed", content.torrent().toString(), "--seed");
    seeder.awaitLine("Now seeding");
    return seeder;
  }

  private String magnet(Content content) {
    return "magnet:?xt=urn:btih:" + content.id() + "&tr=" + trackerUrl;
  }

  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 32 * 1024, 1 << 20, 16 << 20})
  void fetchesFromAria(int piece) throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, piece, trackerUrl);
    try (RunningProgram aria = Aria.seed(content.folder("seed"), content.torrent().toString());
        JarProcess get = get("leech", content.torrent().toString())) {
      requireDone(get);
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("leech");
  }

  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 32 * 1024, 1 << 20, 16 << 20})
  void givesToAria(int piece) throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, piece, trackerUrl);
    try (JarProcess seeder = seed(content);
        RunningProgram aria = Aria.leech(content.folder("leech"), content.torrent().toString())) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @Test
  void fetchesAFolderFromAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, trackerUrl);
    try (RunningProgram aria = Aria.seed(content.folder("seed"), content.torrent().toString());
        JarProcess get = get("leech", content.torrent().toString())) {
      requireDone(get);
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("leech");
  }

  @Test
  void givesAFolderToAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, trackerUrl);
    try (JarProcess seeder = seed(content);
        RunningProgram aria = Aria.leech(content.folder("leech"), content.torrent().toString())) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @Test
  void theV1HalfOfAHybridGoesToAriaAndBack() throws Exception {
    Content content =
        Content.folder(temp, TorrentFormat.HYBRID, PIECE, trackerUrl).withoutItsV2Half();
    try (JarProcess seeder = seed(content);
        RunningProgram aria = Aria.leech(content.folder("leech"), content.torrent().toString())) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
    try (RunningProgram aria = Aria.seed(content.folder("leech"), content.torrent().toString());
        JarProcess get = get("back", content.torrent().toString())) {
      requireDone(get);
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("back");
  }

  @Test
  void fetchesByMagnetFromAria() throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, PIECE, trackerUrl);
    try (RunningProgram aria = Aria.seed(content.folder("seed"), content.torrent().toString());
        JarProcess get = get("leech", magnet(content))) {
      requireDone(get);
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("leech");
  }

  @Test
  void givesByMagnetToAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, trackerUrl);
    try (JarProcess seeder = seed(content);
        RunningProgram aria = Aria.leech(content.folder("leech"), magnet(content))) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @Test
  void ariaMayInsistOnEncryption() throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, PIECE, trackerUrl);
    try (JarProcess seeder = seed(content);
        RunningProgram aria =
            Aria.leech(
                content.folder("leech"),
                content.torrent().toString(),
                "--bt-force-encryption=true")) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void fetchesFromTransmission(int encryption) throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, trackerUrl);
    try (Transmission transmission = Transmission.start(content.folder("seed"), encryption)) {
      transmission.add(content.torrent().toString());
      transmission.awaitDone();
      // It calls nobody on this machine, so the tracker has to know it before we ask.
      transmission.awaitAnnounced();
      try (JarProcess get = get("leech", content.torrent().toString())) {
        requireDone(get);
      }
    }
    content.requireCopy("leech");
  }

  @ParameterizedTest
  @CsvSource({"0, false", "2, false", "1, true"})
  void givesToTransmission(int encryption, boolean byMagnet) throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, trackerUrl);
    // It has to be listed before we ask, since it calls nobody on this machine.
    try (Transmission transmission = Transmission.start(content.folder("leech"), encryption)) {
      transmission.add(byMagnet ? magnet(content) : content.torrent().toString());
      transmission.awaitAnnounced();
      try (JarProcess seeder = seed(content)) {
        transmission.awaitDone();
        assertThat(seeder.lines()).noneMatch(line -> line.contains("Exception"));
      }
    }
    content.requireCopyOfWhatHasBytes("leech");
  }

  @Test
  void threeClientsMakeOneSwarm() throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, PIECE, trackerUrl);
    try (RunningProgram seeder = Aria.seed(content.folder("seed"), content.torrent().toString());
        Transmission transmission = Transmission.start(content.folder("second"), 1)) {
      transmission.add(content.torrent().toString());
      transmission.awaitAnnounced();
      try (JarProcess get = get("first", content.torrent().toString(), "--seed")) {
        get.awaitLine("Now seeding");
        transmission.awaitDone();
        try (RunningProgram aria =
            Aria.leech(content.folder("third"), content.torrent().toString())) {
          assertThat(aria.awaitEnd()).as(aria.said() + seeder.said()).isZero();
        }
      }
    }
    content.requireCopy("first");
    content.requireCopy("second");
    content.requireCopy("third");
  }

  @Test
  void goesOnWhereAKilledProcessStopped() throws Exception {
    Content content = Content.file(temp, 8_000_000, TorrentFormat.V1, PIECE, trackerUrl);
    Path copy = content.folder("leech").resolve("content.bin");
    try (RunningProgram aria =
        Aria.seed(
            content.folder("seed"), content.torrent().toString(), "--max-upload-limit=1500K")) {
      try (JarProcess get = get("leech", content.torrent().toString())) {
        get.awaitPort("peer");
        while (!Files.exists(copy) || Files.size(copy) == 0) {
          assertThat(get.lines()).noneMatch(line -> line.contains("Download complete"));
          Thread.onSpinWait();
        }
        get.kill();
        get.awaitExit();
      }
      try (JarProcess get = get("leech", content.torrent().toString())) {
        requireDone(get);
      }
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("leech");
  }

  @ParameterizedTest
  @CsvSource({"V2, false", "HYBRID, false", "V2, true", "HYBRID, true"})
  void theNewFormatsGoBetweenOurs(TorrentFormat format, boolean byMagnet) throws Exception {
    Content content = Content.folder(temp, format, PIECE, trackerUrl);
    try (JarProcess seeder = seed(content);
        JarProcess get = get("leech", byMagnet ? anyMagnet(content) : content.torrent() + "")) {
      requireDone(get);
      assertThat(seeder.lines()).noneMatch(line -> line.contains("Exception"));
    }
    content.requireCopy("leech");
  }

  /** By the v1 hash where there is one. */
  private String anyMagnet(Content content) {
    return content.parsed().hashes().v1().isPresent()
        ? magnet(content)
        : "magnet:?xt=urn:btmh:1220" + content.id() + "&tr=" + trackerUrl;
  }

  private RunningProgram libtorrent(String role, Content content, String what) throws Exception {
    Path script = temp.resolve("libtorrent_peer.py");
    try (InputStream resource = getClass().getResourceAsStream("libtorrent_peer.py")) {
      Files.write(script, resource.readAllBytes());
    }
    Path folder = content.folder(role);
    return RunningProgram.start(
        temp, Program.PYTHON, script.toString(), role, what, folder.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "V1, false",
    "V2, false",
    "HYBRID, false",
    "V1, true",
    "V2, true",
    "HYBRID, true",
  })
  void givesAllFormatsToLibtorrent(TorrentFormat format, boolean byMagnet) throws Exception {
    Program.needPython("libtorrent");
    Content content = Content.folder(temp, format, PIECE, trackerUrl);
    String what = byMagnet ? anyMagnet(content) : content.torrent().toString();
    try (JarProcess seeder = seed(content);
        RunningProgram leecher = libtorrent("leech", content, what)) {
      assertThat(leecher.awaitEnd()).as(leecher.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @ParameterizedTest
  @CsvSource({
    "V1, false",
    "V2, false",
    "HYBRID, false",
    "V1, true",
    "V2, true",
    "HYBRID, true",
  })
  void fetchesAllFormatsFromLibtorrent(TorrentFormat format, boolean byMagnet) throws Exception {
    Program.needPython("libtorrent");
    Content content = Content.folder(temp, format, PIECE, trackerUrl);
    String what = byMagnet ? anyMagnet(content) : content.torrent().toString();
    try (RunningProgram seeder = libtorrent("seed", content, content.torrent().toString());
        JarProcess get = get("leech", what)) {
      assertThat(get.awaitExit()).as(get.lines() + seeder.said()).isZero();
    }
    content.requireCopy("leech");
  }
}
