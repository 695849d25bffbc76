package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Torrents that were tampered with at random: each is read or refused, and nothing else. */
class HostileTorrentTest {
  private static final int MUTATIONS_EACH = 4000;

  /** What turns one valid value into another kind, a longer one, or none. */
  private static final String[] FRAGMENTS = {
    "i-1e", "i0e", "i9223372036854775807e", "i-9223372036854775808e", "le", "de", "0:", "e", "d",
    "l", "1:/", "2:..", "99999999999:", "4:attr1:p", "4:attr1:l", "6:lengthi-5e", "d0:de", "i1e"
  };

  @TempDir private Path temp;

  private List<byte[]> seeds() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("t/sub"));
    Files.write(folder.resolve("a"), new byte[100_000]);
    Files.write(temp.resolve("t/b"), new byte[5]);
    Files.write(temp.resolve("t/c"), new byte[0]);
    Sources sources =
        new Sources(
            List.of(List.of("udp://t:1"), List.of("http://u/")),
            List.of("http://w/"),
            List.of(new HostAndPort("h", 1)));
    List<byte[]> seeds = new ArrayList<>();
    for (TorrentFormat format : TorrentFormat.values()) {
      BuildSettings settings =
          new BuildSettings(format, OptionalInt.of(16384), true, sources, Credits.NONE);
      for (String path : List.of("t", "t/b")) {
        seeds.add(
            new TorrentBuilder(temp.resolve(path), settings)
                .build(Runnable::run, 1, BuildMonitor.NONE)
                .file());
      }
    }
    return seeds;
  }

  @Test
  void tamperedTorrentsAreReadOrRefusedInOneLine() throws Exception {
    Random random = new Random(20261122);
    int read = 0;
    int refused = 0;
    for (byte[] seed : seeds()) {
      for (int i = 0; i < MUTATIONS_EACH; i++) {
        byte[] tampered = seed;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
          tampered = tamper(tampered, random);
        }
        try {
          assertConsistent(TorrentParser.parse(tampered));
          read++;
        } catch (InvalidTorrentException e) {
          assertThat(e.getMessage()).isNotBlank().matches("[ -~]{1,300}");
          refused++;
        }
      }
    }
    // Either alone would mean that the changes test nothing.
    assertThat(read).isGreaterThan(500);
    assertThat(refused).isGreaterThan(500);
  }

  private static byte[] tamper(byte[] torrent, Random random) {
    int at = random.nextInt(torrent.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] changed = torrent.clone();
        changed[at] = (byte) random.nextInt(256);
        return changed;
      }
      case 1 -> {
        return Arrays.copyOf(torrent, Math.max(1, at));
      }
      case 2 -> {
        int length = random.nextInt(Math.min(20, torrent.length - at)) + 1;
        return splice(torrent, at, length, new byte[0]);
      }
      default -> {
        String fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)];
        int replaced = random.nextInt(Math.min(8, torrent.length - at));
        return splice(torrent, at, replaced, fragment.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  private static byte[] splice(byte[] torrent, int at, int length, byte[] instead) {
    byte[] changed = new byte[Math.max(1, torrent.length - length + instead.length)];
    System.arraycopy(torrent, 0, changed, 0, at);
    System.arraycopy(instead, 0, changed, at, Math.min(instead.length, changed.length - at));
    int rest = Math.max(0, torrent.length - at - length);
    System.arraycopy(torrent, torrent.length - rest, changed, changed.length - rest, rest);
    return changed;
  }

  /** What everyone relies on who is handed a torrent. */
  private static void assertConsistent(Torrent torrent) {
    PieceGeometry pieces = torrent.pieces();
    long bytes = 0;
    for (int piece = 0; piece < Math.min(pieces.pieceCount(), 50); piece++) {
      bytes += pieces.length(piece);
      assertThat(pieces.contentLength(piece)).isBetween(0, pieces.length(piece));
      assertThat(
              torrent.hashes().v1().isPresent()
                  || torrent.files().get(pieces.fileAt(piece)).hasRoot())
          .isTrue();
    }
    assertThat(bytes).isPositive();
    for (TorrentFile file : torrent.files()) {
      if (!file.isPadding()) {
        assertThat(Path.of("/r").resolve(file.path()).normalize())
            .isEqualTo(Path.of("/r", file.path()))
            .startsWithRaw(Path.of("/r"));
      }
    }
  }

  @Test
  void numbersThatPromiseMuchCostNothing() {
    // A piece count from a length alone would be 2^63 / 2^14 hashes.
    String torrent =
        "d4:infod6:lengthi9223372036854775807e4:name1:a12:piece lengthi16384e6:pieces0:ee";

    assertThatThrownBy(() -> TorrentParser.parse(Bencoded.raw(torrent)))
        .hasMessage("info: 562949953421312 pieces, more than the 2097152 allowed");
  }
}
