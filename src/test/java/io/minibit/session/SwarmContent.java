package io.minibit.session;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Random files and their torrents. */
final class SwarmContent {
  private SwarmContent() {}

  /** Makes a file, the same bytes for the same seed. */
  static Path file(Path path, int size, long seed) throws Exception {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    Files.createDirectories(path.getParent());
    return Files.write(path, bytes);
  }

  /** The torrent of a file or folder. */
  static Torrent torrent(Path source, TorrentFormat format, int pieceLength) throws Exception {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.of(pieceLength), false, Sources.NONE, Credits.NONE);
    return new TorrentBuilder(source, settings)
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent();
  }

  /** Changes a byte of each 16 KiB behind the back of whoever looks at size and time only. */
  static void spoilUnnoticed(Path file) throws Exception {
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i += 16 * 1024) {
      bytes[i]++;
    }
    Files.write(file, bytes, StandardOpenOption.WRITE);
    Files.setLastModifiedTime(file, time);
  }
}
