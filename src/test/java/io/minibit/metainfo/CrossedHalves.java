package io.minibit.metainfo;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.OptionalInt;

/** Makes hybrid torrents whose halves describe different content. */
public final class CrossedHalves {
  private static final int HASH = 20;

  private CrossedHalves() {}

  /**
   * Makes one, with its piece layers.
   *
   * @param v1 a file
   * @param v2 another one, of the same length and name
   */
  public static Torrent of(Path v1, Path v2, int pieceLength) throws Exception {
    byte[] file = build(v2, pieceLength);
    byte[] other = build(v1, pieceLength);
    int count = TorrentParser.parse(file).pieces().pieceCount();
    String key = "6:pieces" + count * HASH + ":";
    int to = find(key, file);
    System.arraycopy(other, find(key, other), file, to, count * HASH);
    return TorrentParser.parse(file);
  }

  private static byte[] build(Path source, int pieceLength) throws Exception {
    return new TorrentBuilder(
            source,
            new BuildSettings(
                TorrentFormat.HYBRID,
                OptionalInt.of(pieceLength),
                false,
                Sources.NONE,
                Credits.NONE))
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .file();
  }

  private static int find(String key, byte[] file) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(key) + key.length();
  }
}
