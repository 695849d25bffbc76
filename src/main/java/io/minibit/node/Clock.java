package io.minibit.node;

import java.time.Instant;

/** The one place that reads a clock; everything below is handed the time. */
final class Clock {
  private Clock() {}

  /** Nanoseconds since some fixed moment; never runs backwards. */
  static long nanos() {
    return System.nanoTime();
  }

  /** Milliseconds since some fixed moment; never runs backwards. */
  static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  /** What people and other machines call now; may jump. */
  static Instant instant() {
    return Instant.now();
  }
}
