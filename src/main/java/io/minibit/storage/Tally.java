package io.minibit.storage;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often something was done since the start, on how many bytes, and how long all of it took.
 * Safe for use by many threads; adding allocates nothing and waits for nobody.
 */
public final class Tally {
  private final LongAdder count = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  void add(long bytes, long nanos) {
    count.increment();
    this.bytes.add(bytes);
    this.nanos.add(nanos);
  }

  public long count() {
    return count.sum();
  }

  public long bytes() {
    return bytes.sum();
  }

  /** Nanoseconds, summed over all threads. */
  public long nanos() {
    return nanos.sum();
  }
}
