package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads and writes ranges of pieces in the files that they lie in, and keeps the claims informed.
 */
final class PieceSpans {
  private final PieceGeometry pieces;
  private final ContentFiles files;
  private final PieceClaims claims;
  private final GivenOut givenOut;

  PieceSpans(PieceGeometry pieces, ContentFiles files, PieceClaims claims) {
    this.pieces = pieces;
    this.files = files;
    this.claims = claims;
    this.givenOut = new GivenOut(files);
  }

  /** Writes all that remains in the buffer. */
  void write(int piece, int offset, ByteBuffer from) throws StorageException {
    int end = from.limit();
    pieces.spans(
        piece,
        offset,
        from.remaining(),
        (file, at, length) -> {
          claims.written(file);
          files.write(file, at, from.limit(from.position() + length));
          from.limit(end);
        });
  }

  /** Fills the buffer. */
  void read(int piece, int offset, ByteBuffer to) throws StorageException {
    int end = to.limit();
    pieces.spans(
        piece,
        offset,
        to.remaining(),
        (file, at, length) -> {
          files.readFully(file, at, to.limit(to.position() + length));
          to.limit(end);
        });
  }

  /** A range that lies in one file, brought into memory; nothing where it does not. */
  Optional<Region> region(int piece, int offset, int length) throws StorageException {
    AtomicReference<Optional<Region>> found = new AtomicReference<>(Optional.empty());
    pieces.spans(
        piece,
        offset,
        length,
        (file, at, part) -> {
          if (part == length && !files.isPadding(file)) {
            found.setPlain(files.region(file, at, part));
          }
        });
    return found.getPlain();
  }

  /** Whether there is padding between a piece's files, of which nobody knows that it was zeros. */
  boolean hasInnerPadding(int piece) {
    int[] paddings = {0};
    pieces.spans(
        piece,
        0,
        pieces.contentLength(piece),
        (file, at, length) -> paddings[0] += files.isPadding(file) ? 1 : 0);
    return paddings[0] > 0;
  }

  /**
   * Compares the files of a range with what they were.
   *
   * @throws StorageException if another program has changed one
   */
  void requireUnchanged(int piece, int offset, int length) throws StorageException {
    pieces.spans(piece, offset, length, (file, at, part) -> claims.requireUnchanged(file));
  }

  /** The same for what is about to be given out, where a look is due. */
  void requireUnchangedSince(int piece, int offset, int length, long now) throws StorageException {
    pieces.spans(
        piece,
        offset,
        length,
        (file, at, part) -> {
          if (givenOut.needsLook(file, at, part, now)) {
            claims.requireUnchanged(file);
          }
        });
  }

  /** Stops believing in the files of a piece. */
  void distrust(int piece) throws StorageException {
    pieces.spans(piece, 0, pieces.length(piece), (file, at, part) -> claims.distrust(file));
  }
}
