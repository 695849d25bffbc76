package io.minibit.cli;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A node in this process whose end is tied to the command's: closing it undeploys the node in
 * order, and so does a signal that ends the process. Used from the main thread, which may wait;
 * once the process is told to stop, a waiting main thread never comes back and so says nothing
 * about what the stop broke.
 */
final class LocalNode implements AutoCloseable {
  /** How long the goodbyes may take before the process ends all the same. */
  private static final long CLOSE_SECONDS = 5;

  private final Console console;
  private final RunningNode node;
  private final Thread hook = new Thread(this::stopProcess, "minibit-shutdown");
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  private LocalNode(Console console, RunningNode node) {
    this.console = console;
    this.node = node;
  }

  /**
   * Waits for a node that is starting.
   *
   * @throws CliFailure where it cannot start
   */
  static LocalNode await(Console console, Future<RunningNode> starting) {
    var node = new LocalNode(console, result(starting, Long.MAX_VALUE));
    Runtime.getRuntime().addShutdownHook(node.hook);
    return node;
  }

  Vertx vertx() {
    return node.vertx();
  }

  RunningNode node() {
    return node;
  }

  /**
   * Waits for a future of this node.
   *
   * @throws CliFailure and whatever else the future failed with
   */
  <T> T await(Future<T> future) {
    try {
      return result(future, Long.MAX_VALUE);
    } finally {
      parkIfStopping();
    }
  }

  /** Waits until {@link #end} is called; a signal ends the process instead. */
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException interrupted) {
      throw CliFailure.interrupted();
    }
  }

  /** Lets {@link #awaitEnd} come back. From any thread. */
  void end() {
    ended.countDown();
  }

  /** Parks the main thread for good where the process is being stopped. */
  void parkIfStopping() {
    while (stopping) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException ignored) {
        // Nobody interrupts the main thread; were it so, there still is nothing left to do.
      }
    }
  }

  @Override
  public void close() {
    parkIfStopping();
    result(node.close().otherwiseEmpty(), CLOSE_SECONDS);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalArrivedMeanwhile) {
      parkIfStopping();
    }
  }

  private void stopProcess() {
    stopping = true;
    console.clearStatus();
    result(node.close().otherwiseEmpty(), CLOSE_SECONDS);
  }

  /** Null where the time is up first. */
  private static <T> T result(Future<T> future, long seconds) {
    var done = new CountDownLatch(1);
    var outcome = new AtomicReference<AsyncResult<T>>();
    future.onComplete(
        result -> {
          outcome.set(result);
          done.countDown();
        });
    try {
      if (!done.await(seconds, TimeUnit.SECONDS)) {
        return null;
      }
    } catch (InterruptedException interrupted) {
      throw CliFailure.interrupted();
    }
    if (outcome.get().failed()) {
      throw rethrown(outcome.get().cause());
    }
    return outcome.get().result();
  }

  private static RuntimeException rethrown(Throwable cause) {
    return cause instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(cause);
  }
}
