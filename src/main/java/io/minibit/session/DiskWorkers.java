package io.minibit.session;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read, write and hash for all torrents of a peer. Vert.x's own workers will not
 * do: they are interrupted when it closes, and the platform closes a file on which an interrupted
 * thread works.
 *
 * <p>What waits is bounded by those who hand it in. {@link #close} it when the last torrent is
 * closed.
 */
final class DiskWorkers implements Executor, AutoCloseable {
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;
  private final int count;
  private final Lane checks;
  private final Lane hashing = new Lane(this, 1);

  /** Starts none yet; so many at most. */
  DiskWorkers(int count) {
    this.count = count;
    checks = new Lane(this, Math.max(1, count / 2));
    AtomicInteger next = new AtomicInteger();
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "minibit-storage-" + next.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** How many there are at most. */
  int count() {
    return count;
  }

  /**
   * The part that checks whole contents: half of the threads, since several large ones are checked
   * for minutes after a start, and other torrents are to read and write meanwhile.
   */
  Lane checks() {
    return checks;
  }

  /**
   * The part that reads and hashes for who asks for hashes: a single thread, since a small message
   * can ask for much of it, and reads and writes of pieces must not wait for that.
   */
  Lane hashing() {
    return hashing;
  }

  /** How many tasks wait for a thread. On any thread. */
  int waiting() {
    return threads.getQueue().size();
  }

  /**
   * Runs a task.
   *
   * @throws RejectedExecutionException after {@link #close}
   */
  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** Runs something with a result, which comes back on the context. */
  <T> Future<T> call(Context context, Callable<T> work) {
    return call(threads, context, work);
  }

  /**
   * Runs something with a result, which comes back on the context.
   *
   * @param part of these workers
   */
  <T> Future<T> call(Executor part, Context context, Callable<T> work) {
    Promise<T> promise = Promise.promise();
    try {
      part.execute(
          () -> {
            try {
              T result = work.call();
              context.runOnContext(now -> promise.complete(result));
            } catch (Throwable e) {
              // An error too: whoever waits for this must hear of it.
              context.runOnContext(now -> promise.fail(e));
            }
          });
    } catch (RejectedExecutionException | Error e) {
      promise.fail(e);
    }
    return promise.future();
  }

  /** Takes no more; what was handed in is still done. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
