package io.minibit.node;

import io.minibit.tracker.server.Access;
import io.minibit.tracker.server.SwarmTable;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Trackers for tests. */
final class Trackers {
  static final SwarmTable.Limits LIMITS = new SwarmTable.Limits(1000, 10_000, 1000);

  private static final AccessOptions OPEN =
      new AccessOptions(Access.Rule.ALL, null, null, 0, false);

  private Trackers() {}

  /** Options of one on a host and port. */
  static TrackerOptions options(String host, int port, long evictionMillis) {
    return options(host, port, evictionMillis, OPEN);
  }

  /** The same for those who have access. */
  static TrackerOptions options(String host, int port, long evictionMillis, AccessOptions access) {
    return new TrackerOptions(host, port, 30_000, 1800, evictionMillis, false, 2, LIMITS, access);
  }

  /** One that was not deployed. */
  static TrackerVerticle verticle(
      TrackerOptions options, String name, LongSupplier clock, Doors doors) {
    return new TrackerVerticle(
        options, name, clock, new SplittableRandom(), new SplittableRandom(), doors);
  }
}
