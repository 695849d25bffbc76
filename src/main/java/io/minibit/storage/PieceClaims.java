package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.storage.ResumeData.FileRecord;
import io.minibit.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What the store believes of its pieces and files, and when it stops believing it.
 *
 * <p>A file is compared with what it was when it was last known by size and time. A difference
 * means nothing while the store itself is writing to the file; it means nothing either, after a
 * crash, for a file that was not complete, since pieces that were claimed then are synced and never
 * written again. In all other cases someone else was there, and every piece of the file is checked
 * anew.
 *
 * <p>Guarded by its own monitor, under which the disk is asked for a file's stamp and nothing else.
 */
final class PieceClaims {
  /** A copy of the claims at one moment. */
  record Snapshot(BitSet have, BitSet unchecked) {}

  private final PieceGeometry pieces;
  private final ContentFiles files;
  private final BitSet have = new BitSet();
  private final BitSet unchecked = new BitSet();

  /** Pieces that a check found to be other bytes: the disk has room for them already. */
  private final BitSet occupied = new BitSet();

  /** By file: how it was when it was last looked at, null if it is absent or being written. */
  private final FileStamp[] stamps;

  /** Files that were there without our doing, and of which no piece was found good so far. */
  private final BitSet foreign = new BitSet();

  /** Files that are there. */
  private final BitSet present = new BitSet();

  /** Files written since the last sync. */
  private BitSet written = new BitSet();

  PieceClaims(PieceGeometry pieces, ContentFiles files) {
    this.pieces = pieces;
    this.files = files;
    this.stamps = new FileStamp[files.count()];
  }

  /**
   * Decides what to believe at the start.
   *
   * @param known the resume data, if there is any
   * @param found by file, what is on disk
   * @param logged pieces that were verified after the resume data was written
   */
  synchronized void restore(
      Optional<ResumeData> known, List<Optional<FileStamp>> found, BitSet logged) {
    known.ifPresent(
        data -> {
          have.or(data.have());
          unchecked.or(data.unchecked());
        });
    for (int file = 0; file < found.size(); file++) {
      if (files.isStored(file)) {
        FileStamp stamp = found.get(file).orElse(null);
        FileRecord before = known.isPresent() ? known.get().files().get(file) : FileRecord.ABSENT;
        boolean ours = known.isPresent() && known.get().writing() && !isComplete(file);
        restoreFile(file, stamp, before, ours);
      }
    }
    for (int file = 0; file < found.size(); file++) {
      if (foreign.get(file) && noneGood(file)) {
        mustCheckAll(file);
      }
    }
    logged.andNot(have);
    unchecked.or(logged);
    have.andNot(unchecked);
  }

  private void restoreFile(int file, FileStamp stamp, FileRecord before, boolean ours) {
    if (stamp == null) {
      // Pieces of a file that is gone are missing, which needs no check.
      have.clear(pieces.firstPiece(file), pieces.endPiece(file));
      unchecked.clear(pieces.firstPiece(file), pieces.endPiece(file));
      return;
    }
    present.set(file);
    foreign.set(file, before.foreign());
    if (ours) {
      dropBeyond(file, stamp.size());
    } else if (stamp.equals(before.stamp())) {
      stamps[file] = stamp;
    } else {
      foreign.set(file);
      mustCheckAll(file);
    }
  }

  /** Pieces that would lie behind the end of a file cannot be there. */
  private void dropBeyond(int file, long size) {
    if (size < files.length(file)) {
      long inFirst = pieces.offsetInFirstPiece(file);
      int from = pieces.firstPiece(file) + (int) ((size + inFirst) / pieces.pieceLength());
      have.clear(from, pieces.endPiece(file));
    }
  }

  private void mustCheckAll(int file) {
    have.clear(pieces.firstPiece(file), pieces.endPiece(file));
    unchecked.set(pieces.firstPiece(file), pieces.endPiece(file));
  }

  private boolean isComplete(int file) {
    return have.nextClearBit(pieces.firstPiece(file)) >= pieces.endPiece(file);
  }

  private boolean noneGood(int file) {
    int good = have.nextSetBit(pieces.firstPiece(file));
    return good < 0 || good >= pieces.endPiece(file);
  }

  synchronized boolean has(int piece) {
    return have.get(piece);
  }

  synchronized boolean mustCheck(int piece) {
    return unchecked.get(piece);
  }

  /**
   * Refuses to go on with a piece that must be checked first.
   *
   * @throws StorageException naming its file
   */
  synchronized void requireChecked(int piece) throws StorageException {
    if (unchecked.get(piece)) {
      throw changed(pieces.fileAt(piece));
    }
  }

  synchronized BitSet have() {
    return (BitSet) have.clone();
  }

  synchronized BitSet unchecked() {
    return (BitSet) unchecked.clone();
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(have(), unchecked());
  }

  /** Takes note that a piece may be there, which only a check can tell; not if it is verified. */
  synchronized void doubt(int piece) {
    unchecked.set(piece, !have.get(piece));
  }

  /** Takes a claim back: the piece is to be checked before anybody may have it. */
  synchronized void withdraw(int piece) {
    have.clear(piece);
    unchecked.set(piece);
  }

  /** Looks at the files that are about to be checked, and returns which pieces that takes. */
  synchronized BitSet beginCheck() throws StorageException {
    for (int file = 0; file < stamps.length; file++) {
      int first = pieces.firstPiece(file);
      int next = unchecked.nextSetBit(first);
      if (files.isStored(file) && next >= 0 && next < pieces.endPiece(file)) {
        // Before the check: a change while it runs is noticed afterwards.
        stamps[file] = files.stamp(file).orElse(null);
      }
    }
    return unchecked();
  }

  /** Takes what a check found. */
  synchronized void checked(int piece, PieceState state) {
    unchecked.clear(piece);
    have.set(piece, state == PieceState.GOOD);
    occupied.set(piece, state == PieceState.DAMAGED);
  }

  /**
   * Sees to it that nothing is overwritten that is not this torrent's.
   *
   * @throws StorageException naming a file that is other content
   */
  synchronized void refuseForeignContent() throws StorageException {
    for (int file = foreign.nextSetBit(0); file >= 0; file = foreign.nextSetBit(file + 1)) {
      Optional<FileStamp> stamp = files.stamp(file);
      boolean longer = stamp.isPresent() && stamp.get().size() > files.length(file);
      int taken = occupied.nextSetBit(pieces.firstPiece(file));
      boolean other = noneGood(file) && taken >= 0 && taken < pieces.endPiece(file);
      if (longer || (other && stamp.isPresent() && stamp.get().size() > 0)) {
        throw new StorageException(
            Reason.OCCUPIED,
            files.path(file)
                + ": exists in "
                + files.root()
                + " with other content, which is not overwritten; move it away or choose another"
                + " folder");
      }
    }
    foreign.clear();
  }

  /** Sees to it that the disk has room for what is missing. */
  synchronized void requireSpace() throws StorageException {
    long needed = 0;
    for (int piece = have.nextClearBit(0);
        piece < pieces.pieceCount();
        piece = have.nextClearBit(piece + 1)) {
      needed += occupied.get(piece) ? 0 : pieces.contentLength(piece);
    }
    Path there = files.root();
    while (there.getParent() != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      if (free < needed) {
        throw new StorageException(
            Reason.NO_SPACE,
            "cannot write to "
                + files.root()
                + ": "
                + needed
                + " bytes are missing, and the disk has room for "
                + free);
      }
    } catch (IOException e) {
      throw StorageException.of("cannot look at", there, e);
    }
  }

  /** Takes note that the store writes to a file. */
  synchronized void written(int file) {
    if (files.isStored(file)) {
      present.set(file);
      written.set(file);
      stamps[file] = null;
    }
  }

  /** Takes and forgets which files were written. */
  synchronized BitSet takeWritten() {
    BitSet taken = written;
    written = new BitSet();
    return taken;
  }

  /**
   * Takes note that a piece is verified; files that are complete with it are watched from now on.
   */
  synchronized void verified(int piece) throws StorageException {
    have.set(piece);
    pieces.spans(
        piece,
        0,
        pieces.length(piece),
        (file, offset, length) -> {
          if (files.isStored(file) && isComplete(file)) {
            stamps[file] = files.stamp(file).orElse(null);
          }
        });
  }

  /**
   * Compares a file with what it was.
   *
   * @throws StorageException if another program has changed it; its pieces are then unchecked
   */
  synchronized void requireUnchanged(int file) throws StorageException {
    if (stamps[file] != null && !stamps[file].equals(files.stamp(file).orElse(null))) {
      distrust(file);
      throw changed(file);
    }
  }

  private StorageException changed(int file) {
    return new StorageException(
        Reason.CHANGED,
        files.path(file) + ": was changed by another program, and must be checked again");
  }

  /** Stops believing in a file. */
  synchronized void distrust(int file) throws StorageException {
    if (files.isStored(file)) {
      // What was complete and is other content now belongs to who changed it.
      foreign.set(file, foreign.get(file) || isComplete(file));
      mustCheckAll(file);
      stamps[file] = null;
      files.forget(file);
    }
  }

  /**
   * What resume data says of the files, each as it is now unless it is known not to have changed.
   */
  synchronized List<FileRecord> records() throws StorageException {
    List<FileRecord> records = new ArrayList<>(stamps.length);
    for (int file = 0; file < stamps.length; file++) {
      FileStamp stamp = stamps[file];
      if (stamp == null && present.get(file)) {
        stamp = files.stamp(file).orElse(null);
      }
      records.add(stamp == null ? FileRecord.ABSENT : new FileRecord(stamp, foreign.get(file)));
    }
    return records;
  }
}
