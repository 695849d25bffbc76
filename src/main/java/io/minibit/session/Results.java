package io.minibit.session;

import io.vertx.core.Context;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what workers have done back to the event loop, many in one turn: waking it for each block
 * would cost more than the block. Bounded by the work that was handed out.
 */
final class Results {
  private static final Logger log = LoggerFactory.getLogger(Results.class);

  private final Context context;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Results(Context context) {
    this.context = context;
  }

  /** Has a task run on the context soon, after those that were added before by this thread. */
  void add(Runnable task) {
    waiting.add(task);
    if (scheduled.compareAndSet(false, true)) {
      context.runOnContext(now -> drain());
    }
  }

  private void drain() {
    // First, so that a task added from now on is either seen below or schedules anew.
    scheduled.set(false);
    for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
      try {
        task.run();
      } catch (RuntimeException e) {
        // One that meets a bug must not take the others along.
        log.error("a result of the disk met a bug", e);
      }
    }
  }
}
