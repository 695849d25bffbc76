package io.minibit.storage;

import io.minibit.metainfo.Torrent;
import io.minibit.storage.ResumeData.FileRecord;
import io.minibit.storage.StorageException.Reason;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes what is verified durable and remembers it: syncs the files, and only then writes resume
 * data that claims them. Safe for use by many threads.
 */
final class ResumeJournal {
  private final String id;
  private final int pieceCount;
  private final ContentFiles files;
  private final PieceClaims claims;
  private final PartialPieces partial;
  private final ResumeFile resume;

  /** Guarded by itself. */
  private final SortedMap<String, String> settings = new TreeMap<>();

  private boolean syncFailed;

  ResumeJournal(
      Torrent torrent,
      ContentFiles files,
      PieceClaims claims,
      PartialPieces partial,
      ResumeFile resume) {
    this.id = torrent.hashes().id().hex();
    this.pieceCount = torrent.pieces().pieceCount();
    this.files = files;
    this.claims = claims;
    this.partial = partial;
    this.resume = resume;
  }

  /** Takes over what is remembered, as far as the files are still as they were. */
  void restore() throws StorageException {
    Optional<ResumeData> known = resume.load(id, pieceCount, files.count());
    List<Optional<FileStamp>> found = new ArrayList<>();
    for (int file = 0; file < files.count(); file++) {
      found.add(files.isStored(file) ? files.stamp(file) : Optional.empty());
    }
    claims.restore(known, found, resume.loadLog(pieceCount));
    if (known.isPresent()) {
      settings.putAll(known.get().settings());
      known.get().partial().forEach(partial::restore);
    }
  }

  SortedMap<String, String> settings() {
    synchronized (settings) {
      return new TreeMap<>(settings);
    }
  }

  void setting(String key, String value) {
    synchronized (settings) {
      settings.put(key, value);
    }
  }

  /** A piece is verified; it will be checked if the process ends before the next checkpoint. */
  void verified(int piece) throws StorageException {
    resume.append(piece);
  }

  /**
   * Makes a checkpoint. The monitor is held over all of it, so that no claim passes a sync that has
   * not ended.
   *
   * @param writing whether blocks may come after it
   * @throws StorageException see {@link PieceStore#checkpoint}
   */
  synchronized void checkpoint(boolean writing) throws StorageException {
    if (syncFailed) {
      throw new StorageException(
          Reason.FAILED, "cannot sync " + files.root() + ": an earlier sync failed");
    }
    // In this order: whatever the copies claim was written to a file that is in the set.
    SortedMap<Integer, BitSet> blocks = partial.blocks();
    PieceClaims.Snapshot snapshot = claims.snapshot();
    blocks.keySet().removeIf(snapshot.have()::get);
    blocks.values().removeIf(BitSet::isEmpty);
    BitSet written = claims.takeWritten();
    try {
      files.sync(written);
    } catch (StorageException e) {
      syncFailed = true;
      throw e;
    }
    List<FileRecord> records = claims.records();
    resume.save(
        new ResumeData(
            id,
            pieceCount,
            snapshot.have(),
            snapshot.unchecked(),
            blocks,
            records,
            writing,
            settings()));
  }
}
