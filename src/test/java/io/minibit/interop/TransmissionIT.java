package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.json.JsonObject;
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

/**
 * The built jar and Transmission. It calls nobody on this machine, so that a tracker has to know it
 * before we ask who is there.
 */
class TransmissionIT {
  private static final int SIZE = 3_000_001;
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;
  private Ours ours;

  @BeforeEach
  void startTracker() throws Exception {
    Program.need("transmission-daemon", "transmission-remote");
    ours = Ours.start(temp);
  }

  @AfterEach
  void stopTracker() {
    ours.close();
  }

  private static Transmission seed(Content content, int encryption) throws Exception {
    Transmission transmission = Transmission.start(content.folder("seed"), encryption);
    try {
      transmission.add(content.torrent().toString());
      transmission.awaitDone();
      transmission.awaitAnnounced();
      return transmission;
    } catch (Exception | AssertionError e) {
      transmission.close();
      throw e;
    }
  }

  /** By magnet link it hangs up once it has given the metadata, and has to be called again. */
  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"0, false", "2, false", "0, true", "2, true"})
  void givesToOurs(int encryption, boolean byMagnet) throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, ours.trackerUrl());
    try (Transmission transmission = seed(content, encryption);
        JarProcess get =
            ours.get("leech", byMagnet ? ours.magnet(content) : content.torrent().toString())) {
      Ours.requireDone(get);
      assertThat(transmission.uploaded()).isGreaterThanOrEqualTo(content.parsed().totalLength());
    }
    content.requireCopy("leech");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @CsvSource({"0, false", "2, false", "1, true"})
  void fetchesFromOurs(int encryption, boolean byMagnet) throws Exception {
    Content content = Content.folder(temp, TorrentFormat.V1, PIECE, ours.trackerUrl());
    String what = byMagnet ? ours.magnet(content) : content.torrent().toString();
    fetchFromOurs(content, encryption, what);
    content.requireCopyOfWhatHasBytes("leech");
  }

  private void fetchFromOurs(Content content, int encryption, String what) throws Exception {
    try (Transmission transmission = Transmission.start(content.folder("leech"), encryption)) {
      transmission.add(what);
      transmission.awaitAnnounced();
      try (JarProcess seeder = ours.seed(content)) {
        transmission.awaitDone();
        assertThat(seeder.lines()).noneMatch(line -> line.contains("Exception"));
      }
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(ints = {16 * 1024, 1 << 20, 16 << 20})
  void piecesOfAllLengthsGoBothWays(int piece) throws Exception {
    Content content = Content.file(temp, SIZE, TorrentFormat.V1, piece, ours.trackerUrl());
    fetchFromOurs(content, 1, content.torrent().toString());
    content.requireCopy("leech");
    try (Transmission transmission = seed(content, 1);
        JarProcess get = ours.get("back", content.torrent().toString())) {
      Ours.requireDone(get);
      assertThat(transmission.uploaded()).isGreaterThanOrEqualTo(SIZE);
    }
    content.requireCopy("back");
  }

  @Execution(ExecutionMode.CONCURRENT)
  @Test
  void nothingThatWasVerifiedIsFetchedAgainAfterAKill() throws Exception {
    int size = 250 * PIECE;
    Content content = Content.file(temp, size, TorrentFormat.V1, PIECE, ours.trackerUrl());
    try (Transmission transmission = seed(content, 1)) {
      transmission.limitUpload(1000);
      long verified;
      try (JarProcess get = ours.get("leech", content.torrent().toString(), "--json")) {
        get.awaitLine(line -> verified(line, size) > 0);
        get.kill();
        get.awaitExit();
        verified = get.lines().stream().mapToLong(line -> verified(line, size)).max().orElseThrow();
      }
      assertThat(verified).as("it was killed on its way").isLessThan(size);
      transmission.awaitNoPeers();
      long before = transmission.uploaded();
      try (JarProcess get = ours.get("leech", content.torrent().toString())) {
        Ours.requireDone(get);
      }
      // It counts the head of each message as content.
      int blocks = size / PieceGeometry.BLOCK_LENGTH + 1;
      assertThat(transmission.uploaded() - before)
          .isPositive()
          .isLessThanOrEqualTo(size - verified + 13L * blocks);
    }
    content.requireCopy("leech");
  }

  /** What an event says that is there; the last line of who was killed may be half a one. */
  private static long verified(String line, long size) {
    if (!line.endsWith("}")) {
      return 0;
    }
    JsonObject event = new JsonObject(line);
    return "downloading".equals(event.getString("state"))
        ? Math.round(event.getDouble("progress") * size)
        : 0;
  }
}
