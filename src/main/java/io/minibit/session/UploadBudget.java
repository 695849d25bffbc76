package io.minibit.session;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The memory for blocks on their way from the disk to sockets, of all torrents of a peer. Who finds
 * it used up waits in turn. Confined to the peer's context.
 */
final class UploadBudget {
  /** Some milliseconds of a fast network, and a small part of a 128 MiB heap's worth. */
  static final long BYTES = 24L << 20;

  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private long free;

  UploadBudget(long bytes) {
    free = bytes;
  }

  /** Takes bytes if there are any: one taker may go below zero, so that none is ever too large. */
  boolean take(int bytes) {
    if (free <= 0) {
      return false;
    }
    free -= bytes;
    return true;
  }

  /** Has it run once, when there are bytes again. */
  void await(Runnable retry) {
    waiting.add(retry);
  }

  /** Gives bytes back. */
  void release(long bytes) {
    free += bytes;
    while (free > 0 && !waiting.isEmpty()) {
      waiting.poll().run();
    }
  }
}
