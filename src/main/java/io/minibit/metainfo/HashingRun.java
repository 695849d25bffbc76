package io.minibit.metainfo;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Hashes all pieces of a plan by several tasks, which take stretches of pieces as they go. */
final class HashingRun {
  /**
   * Bytes that a task takes at a time: a disk reads them in one go, and few are left at the end.
   */
  private static final int STRETCH = 4 << 20;

  private static final long REPORT_EVERY = 1 << 20;

  private final BuildPlan plan;
  private final BuildMonitor monitor;
  private final int stretch;
  private final AtomicInteger nextPiece = new AtomicInteger();
  private final AtomicLong hashed = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  HashingRun(BuildPlan plan, BuildMonitor monitor) {
    this.plan = plan;
    this.monitor = monitor;
    this.stretch = Math.max(1, STRETCH / plan.pieces().pieceLength());
  }

  /** Runs the tasks and waits until the last has ended, however they end. */
  void run(Executor executor, int parallelism) throws IOException, InterruptedException {
    CountDownLatch running = new CountDownLatch(parallelism);
    int started = 0;
    try {
      for (; started < parallelism; started++) {
        executor.execute(() -> work(running));
      }
    } catch (RejectedExecutionException e) {
      failure.compareAndSet(null, e);
      for (; started < parallelism; started++) {
        running.countDown();
      }
    }
    awaitAll(running);
    rethrow(failure.get());
  }

  private void awaitAll(CountDownLatch running) throws InterruptedException {
    try {
      running.await();
    } catch (InterruptedException e) {
      failure.compareAndSet(null, e);
      boolean ended = false;
      while (!ended) {
        // The tasks stop at their next look; the caller may close or delete files after that.
        try {
          running.await();
          ended = true;
        } catch (InterruptedException again) {
          e.addSuppressed(again);
        }
      }
      throw e;
    }
  }

  private void work(CountDownLatch running) {
    try (PieceDigester digester = new PieceDigester(plan)) {
      int count = plan.pieces().pieceCount();
      long unreported = 0;
      int first = nextPiece.getAndAdd(stretch);
      while (first < count && first >= 0) {
        for (int piece = first; piece < Math.min(count, first + stretch); piece++) {
          if (failure.get() != null) {
            return;
          }
          digester.digest(piece);
          unreported += plan.pieces().contentLength(piece);
          if (unreported >= REPORT_EVERY) {
            report(unreported);
            unreported = 0;
          }
        }
        first = nextPiece.getAndAdd(stretch);
      }
      report(unreported);
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      running.countDown();
    }
  }

  private void report(long bytes) {
    long now = hashed.addAndGet(bytes);
    if (bytes > 0 && !monitor.hashed(now, plan.tree().totalLength())) {
      throw new CancellationException("cancelled");
    }
  }

  private static void rethrow(Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }
}
