package io.minibit.storage;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFile;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/** Random content, its torrent, and its blocks as peers would send them. */
final class TestContent {
  static final int BLOCK = PieceGeometry.BLOCK_LENGTH;

  final Torrent torrent;
  final PieceGeometry pieces;
  private final List<byte[]> files = new ArrayList<>();

  private TestContent(Torrent torrent, Path source) throws IOException {
    this.torrent = torrent;
    this.pieces = torrent.pieces();
    for (TorrentFile file : torrent.files()) {
      files.add(
          file.isPadding()
              ? new byte[(int) file.length()]
              : Files.readAllBytes(source.resolveSibling(file.path())));
    }
  }

  /**
   * Makes content.
   *
   * @param scratch an empty folder for the source
   * @param sizes of the files, which are named a, b/x, c, d/x and so on
   */
  static TestContent of(
      Path scratch, TorrentFormat format, int pieceLength, long seed, long... sizes) {
    SplittableRandom random = new SplittableRandom(seed);
    try {
      Path source = Files.createDirectories(scratch.resolve("content"));
      for (int i = 0; i < sizes.length; i++) {
        byte[] bytes = new byte[(int) sizes[i]];
        random.nextBytes(bytes);
        Path file = source.resolve((char) (97 + i) + (i % 2 == 0 ? "" : "/x"));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
      }
      BuildSettings settings =
          new BuildSettings(format, OptionalInt.of(pieceLength), false, Sources.NONE, Credits.NONE);
      Torrent torrent =
          new TorrentBuilder(source, settings).build(Runnable::run, 1, BuildMonitor.NONE).torrent();
      return new TestContent(torrent, source);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bytes of a range of a piece, in a direct buffer. */
  ByteBuffer range(int piece, int offset, int length) {
    ByteBuffer range = ByteBuffer.allocateDirect(length);
    pieces.spans(
        piece,
        offset,
        length,
        (file, at, part) -> range.put(files.get(file), Math.toIntExact(at), part));
    return range.flip();
  }

  ByteBuffer block(int piece, int block) {
    return range(piece, block * BLOCK, pieces.blockLength(piece, block));
  }

  ByteBuffer piece(int piece) {
    return range(piece, 0, pieces.contentLength(piece));
  }

  /** A block in which a byte is wrong. */
  ByteBuffer poison(int piece, int block) {
    ByteBuffer bytes = block(piece, block);
    bytes.put(bytes.limit() / 2, (byte) ~bytes.get(bytes.limit() / 2));
    return bytes;
  }

  byte[] file(int index) {
    return files.get(index);
  }

  int fileCount() {
    return files.size();
  }

  /** Where a file is when the content is in a folder. */
  Path path(Path folder, int file) {
    return folder.resolve(torrent.files().get(file).path());
  }

  boolean isStored(int file) {
    return !torrent.files().get(file).isPadding();
  }

  /** Puts the whole content into a folder. */
  void copyTo(Path folder) throws IOException {
    for (int i = 0; i < files.size(); i++) {
      if (isStored(i)) {
        Path path = path(folder, i);
        Files.createDirectories(path.getParent());
        Files.write(path, files.get(i));
      }
    }
  }

  /** Writes every piece that the store lacks. */
  void completeIn(PieceStore store) throws StorageException {
    for (int piece = 0; piece < pieces.pieceCount(); piece++) {
      if (!store.has(piece)) {
        store.write(piece, 0, piece(piece));
      }
    }
  }

  /** Checks all that is unchecked, on this thread. */
  static void check(PieceStore store) throws StorageException {
    store.check(Runnable::run, 1, () -> false, (piece, state, content) -> {});
  }
}
