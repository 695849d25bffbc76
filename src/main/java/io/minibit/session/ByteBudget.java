package io.minibit.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for blocks on their way between sockets and the disk, in one direction, of all
 * torrents of a peer. Who finds it used up waits in turn. Confined to the peer's context, but for
 * {@link #taken}.
 */
final class ByteBudget {
  /** From the disk to sockets: some milliseconds of a fast network, a part of a small heap. */
  static final long UPLOAD = 24L << 20;

  /** From sockets to the disk: what a disk takes in a tenth of a second, a part of a small heap. */
  static final long DOWNLOAD = 24L << 20;

  /**
   * For long blocks that have begun to come: some thirty connections at full speed. Those beyond
   * are asked for shorter ones.
   */
  static final long ANSWERS = 16L << 20;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final long bytes;
  private final long wakeAbove;

  /** Written on the context alone; atomic for those who look on. */
  private final AtomicLong free;

  /**
   * All of it free.
   *
   * @param wakeAbove those who wait go on when more than so many bytes are free
   */
  ByteBudget(long bytes, long wakeAbove) {
    this.bytes = bytes;
    free = new AtomicLong(bytes);
    this.wakeAbove = wakeAbove;
  }

  /** Whether nobody should take more. */
  boolean isUsedUp() {
    return free.get() <= 0;
  }

  /** Takes bytes, even more than there are: none is ever too large, and what has come has come. */
  void take(long bytes) {
    free.lazySet(free.get() - bytes);
  }

  /** How many bytes are on their way. On any thread. */
  long taken() {
    return bytes - free.get();
  }

  /** Has it run once, when there are bytes again. */
  void await(Runnable retry) {
    waiting.add(retry);
  }

  /** Gives bytes back. */
  void release(long bytes) {
    free.lazySet(free.get() + bytes);
    while (free.get() > wakeAbove && !waiting.isEmpty()) {
      waiting.poll().run();
    }
  }
}
