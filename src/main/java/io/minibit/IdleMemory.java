package io.minibit;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/**
 * Gives back the memory that starting took and idling does not need. Starting leaves behind some 15
 * MiB of garbage (an idle peer had 105 MiB resident with it and 90 without) that no collection
 * would come by for hours. From then on the collector looks in by itself after a while without a
 * collection, beside the running threads; a node with something to do collects more often anyway
 * and never notices.
 */
final class IdleMemory implements Callable<Void> {
  /** By then the doors are open, and what start needed is garbage. */
  private static final long SETTLED_MILLIS = 3_000;

  /** An idle node makes less than a megabyte of garbage in this time. */
  private static final String LOOK_MILLIS = "300000";

  private IdleMemory() {}

  /** Begins once the node has settled. */
  static void giveBack(Vertx vertx) {
    vertx.setTimer(SETTLED_MILLIS, settled -> vertx.executeBlocking(new IdleMemory(), false));
  }

  @Override
  public Void call() {
    // Absent where the JVM is not HotSpot; without effect where somebody chose another collector.
    var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (options != null) {
      options.setVMOption("G1PeriodicGCInterval", LOOK_MILLIS);
    }
    System.gc();
    return null;
  }
}
