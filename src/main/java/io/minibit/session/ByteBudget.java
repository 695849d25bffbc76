package io.minibit.session;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The memory for blocks on their way between sockets and the disk, in one direction, of all
 * torrents of a peer. Who finds it used up waits in turn. Confined to the peer's context.
 */
final class ByteBudget {
  /** From the disk to sockets: some milliseconds of a fast network, a part of a small heap. */
  static final long UPLOAD = 24L << 20;

  /** From sockets to the disk: what a disk takes in a tenth of a second, a part of a small heap. */
  static final long DOWNLOAD = 24L << 20;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final long wakeAbove;
  private long free;

  /**
   * All of it free.
   *
   * @param wakeAbove those who wait go on when more than so many bytes are free
   */
  ByteBudget(long bytes, long wakeAbove) {
    free = bytes;
    this.wakeAbove = wakeAbove;
  }

  /** Whether nobody should take more. */
  boolean isUsedUp() {
    return free <= 0;
  }

  /** Takes bytes, even more than there are: none is ever too large, and what has come has come. */
  void take(long bytes) {
    free -= bytes;
  }

  /** Has it run once, when there are bytes again. */
  void await(Runnable retry) {
    waiting.add(retry);
  }

  /** Gives bytes back. */
  void release(long bytes) {
    free += bytes;
    while (free > wakeAbove && !waiting.isEmpty()) {
      waiting.poll().run();
    }
  }
}
