package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.PieceHashes;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFile;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.metainfo.TorrentParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Torrent files made here are read elsewhere, and the other way round. */
class TorrentFilesTest {
  private static final int PIECE_LOG = 15;
  private static final int PIECE = 1 << PIECE_LOG;
  private static final String TRACKER = "http://127.0.0.1:1/announce";

  @TempDir private Path temp;

  @BeforeEach
  void makeContent() throws IOException {
    write("folder/a.bin", 3 * PIECE + 123);
    write("folder/näme 日本.txt", 17);
    write("folder/sub/b.bin", PIECE);
    write("folder/sub/c.bin", 1);
    write("one.bin", 5 * PIECE - 1);
  }

  private void write(String path, int length) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Torrent create(String content, TorrentFormat format) throws Exception {
    BuildSettings settings =
        new BuildSettings(
            format,
            OptionalInt.of(PIECE),
            false,
            new Sources(List.of(List.of(TRACKER)), List.of(), List.of()),
            Credits.NONE);
    var built =
        new TorrentBuilder(temp.resolve(content), settings)
            .build(Runnable::run, 1, BuildMonitor.NONE);
    Files.write(temp.resolve("ours.torrent"), built.file());
    return built.torrent();
  }

  private Torrent read(String file) throws Exception {
    return TorrentParser.parse(Files.readAllBytes(temp.resolve(file)));
  }

  private static List<String> files(Torrent torrent) {
    return torrent.files().stream().map(f -> f.path() + " " + f.length()).toList();
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in\n" + text).isTrue();
    return matcher.group(1);
  }

  /** The files that {@code aria2c -S} lists, as path and bytes. */
  private static List<String> ariaFiles(String text) {
    List<String> files = new ArrayList<>();
    Matcher matcher = Pattern.compile("\\|\\./(.+)\\R\\s+\\|.*\\(([\\d,]+)\\)").matcher(text);
    while (matcher.find()) {
      files.add(matcher.group(1) + " " + matcher.group(2).replace(",", ""));
    }
    return files;
  }

  @Test
  void mktorrentMakesTheVerySameInfoDictionary() throws Exception {
    Program.need("mktorrent");
    for (String content : List.of("one.bin", "folder")) {
      String theirs = content + ".mk.torrent";
      Program.run(temp, "mktorrent", "-a", TRACKER, "-l", "" + PIECE_LOG, "-o", theirs, content);

      Torrent ours = create(content, TorrentFormat.V1);

      assertThat(read(theirs).hashes()).isEqualTo(ours.hashes());
      assertThat(files(read(theirs))).isEqualTo(files(ours));
      assertThat(read(theirs).sources()).isEqualTo(ours.sources());
    }
  }

  /** It puts private=0 into the dictionary, so that its info hash is another. */
  @Test
  void transmissionMakesTheSamePieces() throws Exception {
    Program.need("transmission-create", "transmission-show");
    for (String content : List.of("one.bin", "folder")) {
      String theirs = content + ".tr.torrent";
      Program.run(
          temp,
          "transmission-create",
          "-t",
          TRACKER,
          "-s",
          "" + PIECE / 1024,
          "-o",
          theirs,
          content);
      String shown = Program.run(temp, "transmission-show", theirs);

      Torrent ours = create(content, TorrentFormat.V1);
      Torrent read = read(theirs);

      assertThat(files(read)).isEqualTo(files(ours));
      assertThat(read.hashes().id().hex()).isEqualTo(found(shown, "Hash: ([0-9a-f]{40})"));
      PieceHashes hashes = read.info().v1Hashes().orElseThrow();
      assertThat(hashes.count()).isEqualTo(ours.pieces().pieceCount());
      for (int piece = 0; piece < hashes.count(); piece++) {
        assertThat(ours.info().v1Hashes().orElseThrow().matches(piece, hashes.hash(piece)))
            .isTrue();
      }
    }
  }

  @Test
  void transmissionReadsOurs() throws Exception {
    Program.need("transmission-show");
    Torrent ours = create("folder", TorrentFormat.V1);

    String shown = Program.run(temp, "transmission-show", "ours.torrent");

    assertThat(found(shown, "Hash: ([0-9a-f]{40})")).isEqualTo(ours.hashes().id().hex());
    assertThat(found(shown, "Piece Count: (\\d+)")).isEqualTo("" + ours.pieces().pieceCount());
    for (TorrentFile file : ours.files()) {
      assertThat(shown).contains(file.path() + " (");
    }
    assertThat(shown).contains(TRACKER);
  }

  @Test
  void ariaReadsOurs() throws Exception {
    Program.need("aria2c");
    for (String content : List.of("one.bin", "folder")) {
      Torrent ours = create(content, TorrentFormat.V1);

      String shown = Program.run(temp, "aria2c", "--no-conf", "-S", "ours.torrent");

      assertThat(found(shown, "Info Hash: ([0-9a-f]{40})")).isEqualTo(ours.hashes().id().hex());
      assertThat(ariaFiles(shown)).isEqualTo(files(ours));
      assertThat(found(shown, "Total Length: .*\\(([\\d,]+)\\)").replace(",", ""))
          .isEqualTo("" + ours.totalLength());
    }
  }

  /**
   * It lists padding as files. Its info hash is wrong for any torrent with a v2 half: it encodes
   * what it decoded, and its decoder loses empty keys.
   */
  @Test
  void ariaReadsTheFilesOfOurHybrids() throws Exception {
    Program.need("aria2c");
    Torrent ours = create("folder", TorrentFormat.HYBRID);

    String shown = Program.run(temp, "aria2c", "--no-conf", "-S", "ours.torrent");

    assertThat(ariaFiles(shown))
        .filteredOn(file -> !file.contains("/.pad/"))
        .isEqualTo(
            ours.files().stream()
                .filter(file -> !file.isPadding())
                .map(file -> file.path() + " " + file.length())
                .toList());
    assertThat(found(shown, "The Number of Pieces: (\\d+)"))
        .isEqualTo("" + ours.pieces().pieceCount());
  }

  @Test
  void ariaAgreesOnTheHashOfOthersTorrents() throws Exception {
    Program.need("aria2c", "mktorrent");
    Program.run(
        temp, "mktorrent", "-p", "-a", TRACKER, "-c", "a comment", "-o", "mk.torrent", "folder");

    String shown = Program.run(temp, "aria2c", "--no-conf", "-S", "mk.torrent");
    Torrent read = read("mk.torrent");

    assertThat(found(shown, "Info Hash: ([0-9a-f]{40})")).isEqualTo(read.hashes().id().hex());
    assertThat(ariaFiles(shown)).isEqualTo(files(read));
    assertThat(read.info().isPrivate()).isTrue();
    assertThat(read.credits().comment()).isEqualTo("a comment");
  }
}
