package io.minibit.cli;

import io.minibit.metainfo.FileKind;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.minibit.storage.ContentCheck;
import io.minibit.storage.OpenFiles;
import io.minibit.storage.PieceState;
import io.minibit.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** What a check of a torrent's content finds, file by file. */
final class Verification {
  /** What is wrong with a file. */
  enum Fault {
    MISSING,
    SHORT,
    LONG,
    DAMAGED
  }

  /**
   * A file that is not what it should be.
   *
   * @param size on disk
   * @param bad its pieces that are not good
   */
  record FaultyFile(TorrentFile file, Fault fault, long size, PieceRanges bad) {}

  private final Torrent torrent;
  private final BitSet good = new BitSet();
  private final List<FaultyFile> faulty = new ArrayList<>();

  private Verification(Torrent torrent) {
    this.torrent = torrent;
  }

  /**
   * Checks all of the content.
   *
   * @param folder the one that holds the torrent's name
   * @param helpers runs workers beside the caller
   * @param threads how many work at most, with the caller
   * @param progress told of the bytes that are checked, by any worker
   * @throws StorageException if a file cannot be read
   */
  static Verification run(
      Torrent torrent, Path folder, Executor helpers, int threads, LongConsumer progress)
      throws IOException {
    var result = new Verification(torrent);
    try (var open = new OpenFiles(OpenFiles.DEFAULT_LIMIT)) {
      var check = new ContentCheck(torrent, folder, open);
      var all = new BitSet();
      all.set(0, torrent.pieces().pieceCount());
      var checked = new AtomicLong();
      check.run(
          all,
          helpers,
          threads,
          () -> false,
          (piece, state, content) -> {
            if (state == PieceState.GOOD) {
              result.add(piece);
            }
            progress.accept(checked.addAndGet(content));
          });
      for (int file = 0; file < torrent.files().size(); file++) {
        if (torrent.files().get(file).kind() == FileKind.REGULAR) {
          result.judge(file, check.sizeOnDisk(file));
        }
      }
    }
    return result;
  }

  private synchronized void add(int piece) {
    good.set(piece);
  }

  private void judge(int index, Optional<Long> size) {
    TorrentFile file = torrent.files().get(index);
    PieceGeometry pieces = torrent.pieces();
    var bad = new BitSet();
    bad.set(pieces.firstPiece(index), pieces.endPiece(index));
    bad.andNot(good);
    Fault fault = null;
    if (size.isEmpty()) {
      fault = Fault.MISSING;
    } else if (size.get() < file.length()) {
      fault = Fault.SHORT;
    } else if (size.get() > file.length()) {
      fault = Fault.LONG;
    } else if (!bad.isEmpty()) {
      fault = Fault.DAMAGED;
    }
    if (fault != null) {
      faulty.add(new FaultyFile(file, fault, size.orElse(0L), new PieceRanges(bad)));
    }
  }

  boolean isGood() {
    return faulty.isEmpty() && badPieces() == 0;
  }

  int badPieces() {
    return torrent.pieces().pieceCount() - good.cardinality();
  }

  List<FaultyFile> faulty() {
    return List.copyOf(faulty);
  }
}
