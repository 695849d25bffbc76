package io.minibit.session;

import java.util.function.LongSupplier;

/** Bytes a second over the last few seconds. */
final class RateMeter {
  private static final int SLOTS = 8;
  private static final long SLOT_MILLIS = 500;

  private final LongSupplier clockMillis;
  private final long[] bytes = new long[SLOTS];
  private final long start;
  private long slot;
  private long total;

  RateMeter(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
    this.start = clockMillis.getAsLong();
  }

  void add(long count) {
    advance();
    bytes[(int) (slot % SLOTS)] += count;
    total += count;
  }

  /** All bytes ever. */
  long total() {
    return total;
  }

  /** Bytes a second. */
  long rate() {
    advance();
    long sum = 0;
    for (long count : bytes) {
      sum += count;
    }
    long window = Math.min(clockMillis.getAsLong() - start, SLOTS * SLOT_MILLIS);
    return sum * 1000 / Math.max(window, SLOT_MILLIS);
  }

  private void advance() {
    long now = (clockMillis.getAsLong() - start) / SLOT_MILLIS;
    for (long next = Math.max(slot + 1, now - SLOTS + 1); next <= now; next++) {
      bytes[(int) (next % SLOTS)] = 0;
    }
    slot = Math.max(slot, now);
  }
}
