package io.minibit.session;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Random content on disk and its torrent. */
record TestContent(Path folder, Torrent torrent) {
  /**
   * Makes content.
   *
   * @param folder an empty one; the content is called {@code content} there
   * @param sizes of the files, which are named 100, 101 and so on
   */
  static TestContent of(Path folder, TorrentFormat format, int pieceLength, int... sizes)
      throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    Path source = Files.createDirectories(folder.resolve("content"));
    for (int i = 0; i < sizes.length; i++) {
      byte[] bytes = new byte[sizes[i]];
      random.nextBytes(bytes);
      Files.write(source.resolve(String.valueOf(100 + i)), bytes);
    }
    return new TestContent(folder, build(source, format, pieceLength));
  }

  static Torrent build(Path source, TorrentFormat format, int pieceLength) throws Exception {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.of(pieceLength), false, Sources.NONE, Credits.NONE);
    return new TorrentBuilder(source, settings)
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent();
  }

  /** What a magnet link's peers tell of it. */
  Torrent withoutLayers() {
    return torrent.withLayers(PieceLayers.of(torrent.info()));
  }

  byte[] file(int index) throws Exception {
    return Files.readAllBytes(folder.resolve(torrent.files().get(index).path()));
  }
}
