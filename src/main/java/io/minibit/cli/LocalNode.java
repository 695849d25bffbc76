package io.minibit.cli;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

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
  private final Promise<RunningNode> started = Promise.promise();
  private final Thread hook = new Thread(this::stopProcess, "minibit-shutdown");
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;

  private LocalNode(Console console) {
    this.console = console;
  }

  /**
   * Starts a node and waits until it runs. A signal that comes while it starts ends it as well.
   *
   * @param launch starts it
   * @throws CliFailure where it cannot start
   */
  static LocalNode start(Console console, Supplier<Future<RunningNode>> launch) {
    var node = new LocalNode(console);
    Runtime.getRuntime().addShutdownHook(node.hook);
    try {
      launch.get().onComplete(node.started);
      node.await(node.started.future());
      return node;
    } catch (RuntimeException failed) {
      // Where it was only the waiting that failed, the node may still come.
      node.started.future().onSuccess(RunningNode::close);
      node.removeHook();
      throw failed;
    }
  }

  Vertx vertx() {
    return running().vertx();
  }

  /** Whether its configuration asks for the menu. */
  boolean wantsMenu(boolean interactive) {
    return running().wantsMenu(interactive);
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
    closeNode();
    removeHook();
  }

  private void stopProcess() {
    stopping = true;
    console.clearStatus();
    closeNode();
  }

  private void closeNode() {
    result(started.future().compose(RunningNode::close).otherwiseEmpty(), CLOSE_SECONDS);
  }

  private void removeHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException signalArrivedMeanwhile) {
      stopping = true;
      parkIfStopping();
    }
  }

  private RunningNode running() {
    return started.future().result();
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
