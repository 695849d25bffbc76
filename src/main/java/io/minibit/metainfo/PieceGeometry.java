package io.minibit.metainfo;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Where the pieces of a torrent lie in its files.
 *
 * <p>All files stand one after the other in one space of bytes, cut into pieces of {@link
 * #pieceLength}. In v1 (BEP 3) nothing is between them, padding being files too, and a piece may
 * run over many files. In v2 (BEP 52) each non-empty file begins a piece of its own, so that its
 * last piece may be short and a gap without bytes follows. A hybrid is laid out as v1: its padding
 * fills exactly the gaps.
 *
 * <p>Immutable. The methods that take a piece throw {@link IndexOutOfBoundsException} for one that
 * is not there; none allocates. Finding a file is a binary search over the non-empty ones.
 */
public final class PieceGeometry {
  /** Bytes of a block, the unit of requests: what all clients ask for and all serve (BEP 3). */
  public static final int BLOCK_LENGTH = 16 * 1024;

  /** The largest piece length that the big clients accept, and so the largest here. */
  public static final int MAX_PIECE_LENGTH = 536_854_528;

  /** Most pieces of a torrent: a bitfield of 256 KiB. */
  public static final int MAX_PIECES = 1 << 21;

  private final int pieceLength;
  private final int pieceCount;
  private final long end;
  private final boolean aligned;
  private final boolean padded;

  /** By place in the list of files: where each begins. */
  private final long[] fileStarts;

  /** Lengths likewise. */
  private final long[] fileLengths;

  /** The files that have bytes, in order, and where each begins. */
  private final int[] spanFiles;

  private final long[] spanStarts;
  private final boolean[] spanPads;

  private PieceGeometry(List<TorrentFile> files, int pieceLength, boolean aligned) {
    if (pieceLength < 1 || pieceLength > MAX_PIECE_LENGTH) {
      throw new IllegalArgumentException("piece length " + pieceLength + " is out of range");
    }
    this.pieceLength = pieceLength;
    this.aligned = aligned;
    int count = files.size();
    fileStarts = new long[count];
    fileLengths = new long[count];
    int[] spans = new int[count];
    int spanCount = 0;
    long next = 0;
    long last = 0;
    boolean anyPadding = false;
    for (int i = 0; i < count; i++) {
      TorrentFile file = files.get(i);
      fileLengths[i] = file.length();
      fileStarts[i] = next;
      if (file.length() > 0) {
        spans[spanCount++] = i;
        anyPadding |= file.isPadding();
        last = Math.addExact(next, file.length());
        next = aligned ? Math.multiplyExact(ceil(last, pieceLength), (long) pieceLength) : last;
      }
    }
    end = last;
    padded = anyPadding;
    long pieces = ceil(end, pieceLength);
    if (pieces > MAX_PIECES) {
      throw new IllegalArgumentException(
          pieces + " pieces are more than the " + MAX_PIECES + " allowed");
    }
    pieceCount = (int) pieces;
    spanFiles = Arrays.copyOf(spans, spanCount);
    spanStarts = new long[spanCount];
    spanPads = new boolean[spanCount];
    for (int i = 0; i < spanCount; i++) {
      spanStarts[i] = fileStarts[spanFiles[i]];
      spanPads[i] = files.get(spanFiles[i]).isPadding();
    }
  }

  /**
   * The layout of v1 and of hybrid torrents.
   *
   * @throws IllegalArgumentException if the piece length or the number of pieces is out of range
   * @throws ArithmeticException if the lengths' sum overflows
   */
  public static PieceGeometry contiguous(List<TorrentFile> files, int pieceLength) {
    return new PieceGeometry(files, pieceLength, false);
  }

  /**
   * The layout of torrents with a v2 half alone.
   *
   * @throws IllegalArgumentException if the piece length or the number of pieces is out of range
   * @throws ArithmeticException if the lengths' sum overflows
   */
  public static PieceGeometry aligned(List<TorrentFile> files, int pieceLength) {
    return new PieceGeometry(files, pieceLength, true);
  }

  private static long ceil(long bytes, int unit) {
    return bytes / unit + (bytes % unit == 0 ? 0 : 1);
  }

  /** Bytes of every piece but the last ones. */
  public int pieceLength() {
    return pieceLength;
  }

  /** How many pieces there are. */
  public int pieceCount() {
    return pieceCount;
  }

  /** Bytes of one piece, with padding: what its v1 hash covers. */
  public int length(int piece) {
    long start = start(piece);
    long limit = aligned ? spanEnd(spanAt(start)) : end;
    return (int) Math.min(pieceLength, limit - start);
  }

  /**
   * Bytes of one piece that peers may ask for. With a v2 half alone they may go on behind the end
   * of a file: libtorrent asks for whole blocks there, as if zeros followed every file, the last
   * too.
   */
  public int servedLength(int piece) {
    return aligned ? pieceLength : length(piece);
  }

  /**
   * Bytes of one piece without the padding at its end: what is asked of peers, and what its v2 hash
   * covers. Zero for a piece that is nothing but padding.
   */
  public int contentLength(int piece) {
    int length = length(piece);
    if (!padded) {
      return length;
    }
    long start = start(piece);
    int span = spanAt(start + length - 1);
    while (spanPads[span]) {
      if (spanStarts[span] <= start) {
        return 0;
      }
      length = (int) (spanStarts[span] - start);
      span--;
    }
    return length;
  }

  /** How many blocks are asked for to get one piece. */
  public int blockCount(int piece) {
    return (contentLength(piece) + BLOCK_LENGTH - 1) / BLOCK_LENGTH;
  }

  /**
   * Bytes of one block of a piece; only the last block of a piece may be short.
   *
   * @throws IndexOutOfBoundsException if the piece has no such block
   */
  public int blockLength(int piece, int block) {
    int content = contentLength(piece);
    Objects.checkIndex(block, (content + BLOCK_LENGTH - 1) / BLOCK_LENGTH);
    return Math.min(BLOCK_LENGTH, content - block * BLOCK_LENGTH);
  }

  /**
   * Shows the stretches of files that a range of a piece covers. Files without bytes are skipped.
   *
   * @param piece which piece
   * @param offset where in the piece the range begins
   * @param length of the range in bytes
   * @throws IndexOutOfBoundsException if the range leaves the piece
   */
  public <X extends Exception> void spans(int piece, int offset, int length, SpanVisitor<X> visitor)
      throws X {
    Objects.checkFromIndexSize(offset, length, length(piece));
    if (length == 0) {
      return;
    }
    long position = start(piece) + offset;
    int rest = length;
    for (int span = spanAt(position); rest > 0; span++) {
      int part = (int) Math.min(rest, spanEnd(span) - position);
      visitor.span(spanFiles[span], position - spanStarts[span], part);
      position += part;
      rest -= part;
    }
  }

  /** The file that the first byte of a piece belongs to; with a v2 half, the only one with data. */
  public int fileAt(int piece) {
    return spanFiles[spanAt(start(piece))];
  }

  /** The piece that holds a file's first byte; for an empty file, where it would be. */
  public int firstPiece(int file) {
    return (int) (fileStarts[file] / pieceLength);
  }

  /** The piece after the one that holds a file's last byte: equals the first for an empty file. */
  public int endPiece(int file) {
    return fileLengths[file] == 0
        ? firstPiece(file)
        : (int) ceil(fileStarts[file] + fileLengths[file], pieceLength);
  }

  /** Where a file's first byte lies in the first of its pieces. */
  public int offsetInFirstPiece(int file) {
    return (int) (fileStarts[file] % pieceLength);
  }

  private long start(int piece) {
    Objects.checkIndex(piece, pieceCount);
    return (long) piece * pieceLength;
  }

  private long spanEnd(int span) {
    return spanStarts[span] + fileLengths[spanFiles[span]];
  }

  private int spanAt(long position) {
    int found = Arrays.binarySearch(spanStarts, position);
    return found >= 0 ? found : -found - 2;
  }
}
