package io.minibit.swarm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate limit in bytes a second. Kept as one instant, the time at which all that was let through
 * would have passed at exactly the rate (the virtual scheduling form of the leaky bucket, ITU-T
 * I.371), so there is no refill and one bucket may be shared by the torrents of several event
 * loops.
 *
 * <p>A request is let through while that instant lies less than {@link #BURST_NANOS} ahead, however
 * large it is: rates far below a block a burst work, the debt only makes the next wait longer.
 */
public final class TokenBucket {
  /** The rate that lets everything through. */
  public static final long UNLIMITED = 0;

  /** How far ahead of its rate a bucket may run: a few ticks of its users. */
  static final long BURST_NANOS = 200_000_000;

  private static final double NANOS = 1e9;

  private final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE / 2);
  private volatile long rate;

  /** A bucket of so many bytes a second, or {@link #UNLIMITED}. */
  public TokenBucket(long rate) {
    setRate(rate);
  }

  /**
   * Changes the rate from now on.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setRate(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("rate " + bytesPerSecond + " is negative");
    }
    rate = bytesPerSecond;
  }

  /** Whether something may pass now. */
  boolean allows(long now) {
    return rate == UNLIMITED || paidUntil.get() <= now + BURST_NANOS;
  }

  /** Charges what passes. */
  void take(long bytes, long now) {
    long perSecond = rate;
    if (perSecond == UNLIMITED) {
      return;
    }
    long cost = (long) (bytes * NANOS / perSecond);
    paidUntil.getAndUpdate(until -> Math.max(until, now) + cost);
  }

  /** Gives back what was charged and did not pass. */
  void refund(long bytes) {
    long perSecond = rate;
    if (perSecond != UNLIMITED) {
      paidUntil.getAndAdd((long) (-bytes * NANOS / perSecond));
    }
  }
}
