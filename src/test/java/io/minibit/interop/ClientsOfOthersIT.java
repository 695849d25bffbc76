package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import io.minibit.metainfo.TorrentFormat;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built jar and the clients of others, who know of each other by a tracker of ours. */
class ClientsOfOthersIT {
  private static final int SIZE = 3_000_001;
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;
  private Ours ours;

  @BeforeEach
  void startTracker() throws Exception {
    Program.need("aria2c");
    ours = Ours.start(temp);
  }

  @AfterEach
  void stopTracker() {
    ours.close();
  }

  private void giveToAria(Content content, String what, String... options) throws Exception {
    try (JarProcess seeder = ours.seed(content);
        RunningProgram aria = Aria.leech(content.folder("leech"), what, options)) {
      assertThat(aria.awaitEnd()).as(aria.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  private void fetchFromAria(Content content, String from, String to, String what)
      throws Exception {
    try (RunningProgram aria = Aria.seed(content.folder(from), content.torrent().toString());
        JarProcess get = ours.get(to, what)) {
      Ours.requireDone(get);
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy(to);
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 32 * 1024, 1 << 20, 16 << 20})
  void fetchesFromAria(int piece) throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, piece, ours.trackerUrl());
    fetchFromAria(content, "seed", "leech", content.torrent().toString());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 32 * 1024, 1 << 20, 16 << 20})
  void givesToAria(int piece) throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, piece, ours.trackerUrl());
    giveToAria(content, content.torrent().toString());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void fetchesAFolderFromAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, ours.trackerUrl());
    fetchFromAria(content, "seed", "leech", content.torrent().toString());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void givesAFolderToAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, ours.trackerUrl());
    giveToAria(content, content.torrent().toString());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void aHybridGoesToAriaAndBack() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.HYBRID, PIECE, ours.trackerUrl());
    giveToAria(content, content.torrent().toString());
    fetchFromAria(content, "leech", "back", content.torrent().toString());
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void givesAHybridByMagnetToAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.HYBRID, PIECE, ours.trackerUrl());
    giveToAria(content, ours.magnet(content));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void fetchesByMagnetFromAria() throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, PIECE, ours.trackerUrl());
    fetchFromAria(content, "seed", "leech", ours.magnet(content));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void givesByMagnetToAria() throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, ours.trackerUrl());
    giveToAria(content, ours.magnet(content));
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void ariaMayInsistOnEncryption() throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, PIECE, ours.trackerUrl());
    giveToAria(content, content.torrent().toString(), "--bt-force-encryption=true");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void goesOnWhereAKilledProcessStopped() throws Exception {
    Content content = Content.file(temp, 8_000_000, TorrentFormat.V1, PIECE, ours.trackerUrl());
    Path copy = content.folder("leech").resolve("content.bin");
    try (RunningProgram aria =
        Aria.seed(
            content.folder("seed"), content.torrent().toString(), "--max-upload-limit=1500K")) {
      try (JarProcess get = ours.get("leech", content.torrent().toString())) {
        get.awaitPort("peer");
        while (!Files.exists(copy) || Files.size(copy) == 0) {
          assertThat(get.lines()).noneMatch(line -> line.contains("Download complete"));
          Thread.onSpinWait();
        }
        get.kill();
        get.awaitExit();
      }
      try (JarProcess get = ours.get("leech", content.torrent().toString())) {
        Ours.requireDone(get);
      }
      assertThat(aria.said()).doesNotContain("ERROR");
    }
    content.requireCopy("leech");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"V2, false", "HYBRID, false", "V2, true", "HYBRID, true"})
  void theNewFormatsGoBetweenOurs(TorrentFormat format, boolean byMagnet) throws Exception {
    Content content = Content.folder(temp, format, PIECE, ours.trackerUrl());
    try (JarProcess seeder = ours.seed(content);
        JarProcess get =
            ours.get("leech", byMagnet ? anyMagnet(content) : content.torrent() + "")) {
      Ours.requireDone(get);
      assertThat(seeder.lines()).noneMatch(line -> line.contains("Exception"));
    }
    content.requireCopy("leech");
  }

  /** By the v1 hash where there is one. */
  private String anyMagnet(Content content) {
    return content.parsed().hashes().v1().isPresent()
        ? ours.magnet(content)
        : "magnet:?xt=urn:btmh:1220" + content.id() + "&tr=" + ours.trackerUrl();
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

  @Execution(ExecutionMode.CONCURRENT)
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
    Content content = Content.folder(temp, format, PIECE, ours.trackerUrl());
    String what = byMagnet ? anyMagnet(content) : content.torrent().toString();
    try (JarProcess seeder = ours.seed(content);
        RunningProgram leecher = libtorrent("leech", content, what)) {
      assertThat(leecher.awaitEnd()).as(leecher.said() + seeder.lines()).isZero();
    }
    content.requireCopy("leech");
  }

  @Execution(ExecutionMode.CONCURRENT)
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
    Content content = Content.folder(temp, format, PIECE, ours.trackerUrl());
    String what = byMagnet ? anyMagnet(content) : content.torrent().toString();
    try (RunningProgram seeder = libtorrent("seed", content, content.torrent().toString());
        JarProcess get = ours.get("leech", what)) {
      assertThat(get.awaitExit()).as(get.lines() + seeder.said()).isZero();
    }
    content.requireCopy("leech");
  }
}
