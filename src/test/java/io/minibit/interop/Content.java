package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * A file or folder under {@code seed}, its torrent, and room for the copies of others.
 *
 * @param temp the folder of all
 * @param source the seeder's copy
 * @param torrent the torrent file
 * @param parsed what is in it
 */
record Content(Path temp, Path source, Path torrent, Torrent parsed) {

  /** A file. */
  static Content file(Path temp, int size, TorrentFormat format, int piece, String tracker)
      throws Exception {
    Path source = folder(temp, "seed").resolve("content.bin");
    write(source, size, 1);
    return of(temp, source, format, piece, tracker);
  }

  /**
   * A folder of files of all kinds: empty, of a byte, shorter and longer than pieces, one in a
   * folder of its own.
   */
  static Content folder(Path temp, TorrentFormat format, int piece, String tracker)
      throws Exception {
    Path source = folder(temp, "seed").resolve("content");
    write(source.resolve("a one.txt"), 1, 2);
    write(source.resolve("b empty"), 0, 3);
    write(source.resolve("c long.bin"), 1_500_000, 4);
    write(source.resolve("deeper/d short.bin"), 10_000, 5);
    write(source.resolve("deeper/e ünïcode.bin"), 250_001, 6);
    return of(temp, source, format, piece, tracker);
  }

  private static void write(Path file, int size, long seed) throws IOException {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private static Content of(Path temp, Path source, TorrentFormat format, int piece, String tracker)
      throws Exception {
    BuiltTorrent built =
        new TorrentBuilder(
                source,
                new BuildSettings(
                    format,
                    OptionalInt.of(piece),
                    false,
                    new Sources(List.of(List.of(tracker)), List.of(), List.of()),
                    Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE);
    Path file = Files.write(temp.resolve("f.torrent"), built.file());
    return new Content(temp, source, file, built.torrent());
  }

  private static Path folder(Path temp, String name) throws IOException {
    return Files.createDirectories(temp.resolve(name));
  }

  /** A folder under that name, made. */
  Path folder(String name) throws IOException {
    return folder(temp, name);
  }

  /** What users call it: the v1 hash where there is one. */
  String id() {
    return parsed.hashes().id().hex();
  }

  /** Whether a folder holds a copy, byte for byte. */
  void requireCopy(String name) throws IOException {
    requireCopy(name, 0);
  }

  /** The same of a client that makes no files without bytes. */
  void requireCopyOfWhatHasBytes(String name) throws IOException {
    requireCopy(name, 1);
  }

  private void requireCopy(String name, long leastBytes) throws IOException {
    Path copy = temp.resolve(name).resolve(source.getFileName());
    try (var files = Files.walk(source)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) < leastBytes) {
          continue;
        }
        assertThat(copy.resolve(source.relativize(file).toString())).hasSameBinaryContentAs(file);
      }
    }
  }
}
