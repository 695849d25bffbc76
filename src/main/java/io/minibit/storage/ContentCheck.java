package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Compares what is on disk with a torrent, piece by piece, on several threads, and changes nothing.
 * Each piece is read once and given to both digests.
 *
 * <p>Each worker reads runs of neighbouring pieces in steps of {@value #BUFFER} bytes: enough that
 * the calls do not count, and small enough that the bytes are still in the second cache when they
 * are hashed. Memory is that of the workers' buffers, whatever the size of the content.
 */
public final class ContentCheck {
  /** Is told what was found, by the worker that found it. */
  @FunctionalInterface
  public interface Listener {
    /**
     * One piece is done.
     *
     * @param content its bytes without padding, for a progress bar
     */
    void checked(int piece, PieceState state, int content);
  }

  private static final int BUFFER = 128 * 1024;

  /** A worker takes so many bytes at a time, or one piece. */
  private static final int BATCH = 8 * 1024 * 1024;

  private final Torrent torrent;
  private final PieceGeometry pieces;
  private final ContentFiles files;

  /**
   * For content in a folder.
   *
   * @param folder the one that holds the torrent's name
   * @param open where its files are opened
   * @throws IllegalArgumentException if the torrent has v2 pieces alone, and not all their hashes
   */
  public ContentCheck(Torrent torrent, Path folder, OpenFiles open) {
    this(
        torrent,
        new ContentFiles(torrent, new ContentFolder(folder, ChannelOpener.PLATFORM), open));
  }

  ContentCheck(Torrent torrent, ContentFiles files) {
    this.torrent = torrent;
    this.pieces = torrent.pieces();
    this.files = files;
  }

  /** Returns how long a file on disk is, or nothing if it is not there. */
  public Optional<Long> sizeOnDisk(int file) throws StorageException {
    return files.stamp(file).map(FileStamp::size);
  }

  /**
   * Checks pieces and returns when they are done or the check is cancelled. The calling thread
   * works too, so that an executor which is busy slows the check down but does not stop it.
   *
   * @param wanted the pieces to check; not changed
   * @param helpers runs the workers beside the caller
   * @param threads how many work at most, with the caller
   * @param cancelled polled often, by all workers
   * @throws StorageException if a file cannot be read; the check ends early
   */
  public void run(
      BitSet wanted, Executor helpers, int threads, BooleanSupplier cancelled, Listener listener)
      throws StorageException {
    Run run = new Run((BitSet) wanted.clone(), cancelled, listener);
    Phaser working = new Phaser(1);
    int useful = Math.min(threads, wanted.cardinality());
    for (int i = 1; i < useful; i++) {
      helpers.execute(
          () -> {
            if (working.register() >= 0) {
              run.work();
              working.arriveAndDeregister();
            }
          });
    }
    run.work();
    // A helper that begins only now finds nothing left to take.
    working.arriveAndAwaitAdvance();
    working.forceTermination();
    run.throwFailure();
  }

  /** What the workers of one run share. */
  private final class Run {
    private final BitSet wanted;
    private final BooleanSupplier cancelled;
    private final Listener listener;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private int next;

    Run(BitSet wanted, BooleanSupplier cancelled, Listener listener) {
      this.wanted = wanted;
      this.cancelled = cancelled;
      this.listener = listener;
    }

    void work() {
      try {
        Worker worker = new Worker(this);
        for (int first = take(); first >= 0; first = take()) {
          worker.checkFrom(first);
        }
      } catch (StorageException | RuntimeException | Error e) {
        failure.compareAndSet(null, e);
      }
    }

    boolean stopped() {
      return failure.get() != null || cancelled.getAsBoolean();
    }

    private synchronized int take() {
      int first = stopped() ? -1 : wanted.nextSetBit(next);
      next = first < 0 ? pieces.pieceCount() : first + batch();
      return first;
    }

    int batch() {
      return Math.max(1, BATCH / pieces.pieceLength());
    }

    void throwFailure() throws StorageException {
      Throwable thrown = failure.get();
      if (thrown instanceof StorageException e) {
        throw e;
      } else if (thrown instanceof RuntimeException e) {
        throw e;
      } else if (thrown instanceof Error e) {
        throw e;
      }
    }
  }

  /** Reads and hashes the pieces of a batch, one after the other. */
  private final class Worker {
    private final Run run;
    private final PieceHasher hasher = new PieceHasher(torrent, files.figures());
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

    /** What the buffer holds: bytes of a file from a place on. */
    private int bufferFile = -1;

    private long bufferStart;
    private int bufferLength;

    /** Bytes of the batch that were not asked for yet: nothing beyond them is read ahead. */
    private long ahead;

    /** Whether the piece lacks bytes on disk. */
    private boolean cutShort;

    Worker(Run run) {
      this.run = run;
    }

    void checkFrom(int first) throws StorageException {
      int end = Math.min(first + run.batch(), pieces.pieceCount());
      ahead = 0;
      for (int piece = first; piece < end; piece++) {
        ahead += run.wanted.get(piece) ? pieces.contentLength(piece) : 0;
      }
      bufferFile = -1;
      for (int piece = first; piece < end && !run.stopped(); piece++) {
        if (run.wanted.get(piece)) {
          check(piece);
        }
      }
    }

    private void check(int piece) throws StorageException {
      int content = pieces.contentLength(piece);
      hasher.begin(piece);
      cutShort = false;
      pieces.spans(piece, 0, content, this::hashSpan);
      if (run.stopped()) {
        return;
      }
      PieceState state = PieceState.GOOD;
      if (cutShort || hasher.verdict() != Verdict.GOOD) {
        state = hasher.anyData() ? PieceState.DAMAGED : PieceState.EMPTY;
      }
      run.listener.checked(piece, state, content);
    }

    private void hashSpan(int file, long offset, int length) throws StorageException {
      int rest = length;
      long at = offset;
      while (rest > 0 && !run.stopped()) {
        if (file != bufferFile || at < bufferStart || at >= bufferStart + bufferLength) {
          if (!fill(file, at)) {
            cutShort = true;
            ahead -= rest;
            return;
          }
        }
        int from = (int) (at - bufferStart);
        int part = Math.min(rest, bufferLength - from);
        hasher.update(buffer.limit(from + part).position(from));
        at += part;
        rest -= part;
        ahead -= part;
      }
    }

    private boolean fill(int file, long at) throws StorageException {
      long inFile = Math.min(files.length(file) - at, ahead);
      buffer.clear().limit((int) Math.min(BUFFER, inFile));
      bufferFile = file;
      bufferStart = at;
      bufferLength = 0;
      try {
        bufferLength = files.read(file, at, buffer);
      } catch (StorageException e) {
        if (e.reason() != StorageException.Reason.CHANGED) {
          throw e;
        }
        // There is no such file, which is for the listener to hear and no failure of the check.
      }
      return bufferLength > 0;
    }
  }
}
