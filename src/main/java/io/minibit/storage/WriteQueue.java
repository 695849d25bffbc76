package io.minibit.storage;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Brings blocks from those who must not block, such as event loops, to a {@link PieceStore}, on
 * worker threads. Blocks of one piece are written one after the other, of those that wait the
 * foremost first, so that they are hashed in order; different pieces are written in parallel.
 *
 * <p>Each block goes to the disk by itself, while it is in the processor's cache from being hashed.
 * Handing a piece's blocks over together, and writing up to 64 of them with one gathered call, was
 * measured on a RAM disk and dropped: a gigabyte took 0.69 to 0.78 CPU seconds either way, SHA-1
 * included (0.20 to 0.22 without), and the channel would have to be locked for its position.
 *
 * <p>What is waiting is bounded by its producers: they stop when {@link #submit} says so and go on
 * when they are told. Safe for use by many threads.
 */
public final class WriteQueue {
  /** Is told how a write ended, on a worker thread; then the data may be released. */
  public interface Callback {
    void written(WriteOutcome outcome);

    /**
     * The write failed.
     *
     * @param cause a {@link StorageException}; {@link RejectedExecutionException} when the workers
     *     are gone; else a bug, or memory that ran out
     */
    void failed(Throwable cause);
  }

  private static final class Write {
    final int offset;
    final ByteBuffer[] data;
    final long bytes;
    final Callback callback;

    Write(int offset, ByteBuffer[] data, long bytes, Callback callback) {
      this.offset = offset;
      this.data = data;
      this.bytes = bytes;
      this.callback = callback;
    }
  }

  private static final Comparator<Write> FOREMOST_FIRST =
      (one, other) -> Integer.compare(one.offset, other.offset);

  private final PieceStore store;
  private final Executor workers;
  private final long capacity;
  private final Runnable drained;

  // Guarded by this: writes by piece, for pieces that a worker is on or about to be.
  private final Map<Integer, Queue<Write>> waiting = new HashMap<>();
  private long bytesInFlight;
  private boolean full;

  /**
   * Begins empty.
   *
   * @param workers run what blocks; when they refuse a task its writes fail
   * @param capacity bytes in flight at which producers are asked to stop
   * @param drained run on a worker when, after that, half of it is free again
   */
  public WriteQueue(PieceStore store, Executor workers, long capacity, Runnable drained) {
    this.store = store;
    this.workers = workers;
    this.capacity = capacity;
    this.drained = drained;
  }

  /**
   * Takes blocks to be written as by {@link PieceStore#write}.
   *
   * @param data not to be touched until the callback was called
   * @return false if the queue is full: nothing more should come until it has drained
   */
  public boolean submit(int piece, int offset, Callback callback, ByteBuffer... data) {
    long bytes = 0;
    for (ByteBuffer part : data) {
      bytes += part.remaining();
    }
    boolean first;
    boolean room;
    synchronized (this) {
      Queue<Write> ofPiece = waiting.get(piece);
      first = ofPiece == null;
      if (first) {
        ofPiece = new PriorityQueue<>(FOREMOST_FIRST);
        waiting.put(piece, ofPiece);
      }
      ofPiece.add(new Write(offset, data, bytes, callback));
      bytesInFlight += bytes;
      full |= bytesInFlight >= capacity;
      room = !full;
    }
    if (first) {
      start(piece);
    }
    return room;
  }

  /** Bytes that were taken and are not written yet. */
  public synchronized long bytesInFlight() {
    return bytesInFlight;
  }

  private void start(int piece) {
    try {
      workers.execute(() -> drain(piece));
    } catch (RejectedExecutionException | Error e) {
      // The latter when the system gives no more threads.
      for (Write write = next(piece); write != null; write = next(piece)) {
        release(write.bytes);
        write.callback.failed(e);
      }
    }
  }

  private void drain(int piece) {
    for (Write write = next(piece); write != null; write = next(piece)) {
      try {
        write.callback.written(store.write(piece, write.offset, write.data));
      } catch (Throwable e) {
        // Whatever it is: else all that comes for this piece would wait for ever.
        write.callback.failed(e);
      }
      if (release(write.bytes)) {
        drained.run();
      }
    }
  }

  private synchronized Write next(int piece) {
    Write write = waiting.get(piece).poll();
    if (write == null) {
      waiting.remove(piece);
    }
    return write;
  }

  private synchronized boolean release(long bytes) {
    bytesInFlight -= bytes;
    boolean nowDrained = full && bytesInFlight <= capacity / 2;
    full &= !nowDrained;
    return nowDrained;
  }
}
