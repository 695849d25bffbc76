package io.minibit.session;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A part of the threads of an executor: so many tasks are at work at most, the rest waits in its
 * order. For work that would else keep all threads from what is more urgent. What waits is bounded
 * by those who hand it in. For any thread.
 */
final class Lane implements Executor {
  private final Executor threads;
  private final int width;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /** With nothing to do. */
  Lane(Executor threads, int width) {
    this.threads = threads;
    this.width = width;
  }

  /** How many tasks are at work at most. */
  int width() {
    return width;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (running == width) {
        waiting.add(task);
        return;
      }
      running++;
    }
    start(task);
  }

  private void start(Runnable task) {
    try {
      threads.execute(() -> work(task));
    } catch (RejectedExecutionException | Error none) {
      synchronized (this) {
        running--;
      }
      throw none;
    }
  }

  /** Each task gets a thread anew, so that what else waits for one has its turn between two. */
  private void work(Runnable task) {
    try {
      task.run();
    } finally {
      Runnable next = next();
      if (next != null) {
        try {
          threads.execute(() -> work(next));
        } catch (RejectedExecutionException | Error none) {
          // What was handed in before the end, or before threads ran out, is still done.
          work(next);
        }
      }
    }
  }

  private synchronized Runnable next() {
    Runnable next = waiting.poll();
    if (next == null) {
      running--;
    }
    return next;
  }
}
