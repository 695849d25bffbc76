package io.minibit.node;

import io.minibit.tracker.server.SwarmTable;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Trackers for tests. */
final class Trackers {
  static final SwarmTable.Limits LIMITS = new SwarmTable.Limits(1000, 10_000, 1000);

  private Trackers() {}

  /** Options of one on a host and port. */
  static TrackerOptions options(String host, int port, long evictionMillis) {
    return new TrackerOptions(host, port, 30_000, 1800, evictionMillis, false, 2, LIMITS);
  }

  /** One that was not deployed. */
  static TrackerVerticle verticle(
      TrackerOptions options, String name, LongSupplier clock, Doors doors) {
    return new TrackerVerticle(
        options, name, clock, new SplittableRandom(), new SplittableRandom(), doors);
  }
}
