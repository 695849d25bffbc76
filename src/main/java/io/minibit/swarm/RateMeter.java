package io.minibit.swarm;

/** Bytes a second, smoothed over about a second. Fed on hot paths: two additions a block. */
final class RateMeter {
  /** How long the past weighs: short, since pipelines follow it. */
  private static final double MEMORY_NANOS = 1e9;

  /** Shorter intervals say nothing. */
  private static final long MIN_INTERVAL = 50_000_000;

  private static final double NANOS = 1e9;

  private long total;
  private long pending;
  private long since;
  private double rate;
  private boolean primed;

  RateMeter(long now) {
    since = now;
  }

  void add(long bytes) {
    total += bytes;
    pending += bytes;
  }

  /** Forgets the idle time before work begins, so that it does not drag the rate down. */
  void begin(long now) {
    if (pending == 0) {
      since = now;
    }
  }

  /** Takes over what has come since the last call; call it a few times a second. */
  void update(long now) {
    long interval = now - since;
    if (interval < MIN_INTERVAL) {
      return;
    }
    double latest = pending * NANOS / interval;
    double weight = primed ? 1 - Math.exp(-interval / MEMORY_NANOS) : 1;
    rate += weight * (latest - rate);
    primed |= pending > 0;
    pending = 0;
    since = now;
  }

  double rate() {
    return rate;
  }

  /** All bytes ever. */
  long total() {
    return total;
  }
}
