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

  /**
   * A rate, and how far ahead of it the bucket has run since it was set. One object, so that a
   * charge at the old rate cannot fall on the new one.
   */
  private static final class Terms {
    final long rate;
    final AtomicLong paidUntil = new AtomicLong(Long.MIN_VALUE / 2);

    Terms(long rate) {
      this.rate = rate;
    }

    long cost(long bytes) {
      return (long) (bytes * NANOS / rate);
    }
  }

  private volatile Terms terms;

  /** A bucket of so many bytes a second, or {@link #UNLIMITED}. */
  public TokenBucket(long rate) {
    terms = terms(rate);
  }

  private static Terms terms(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("rate " + bytesPerSecond + " is negative");
    }
    return new Terms(bytesPerSecond);
  }

  /**
   * Changes the rate from now on. Debt is forgiven: what is paid off in no time at a high rate
   * would take hours at a low one, and at a high rate nobody should wait as a low one made them.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public void setRate(long bytesPerSecond) {
    Terms fresh = terms(bytesPerSecond);
    if (fresh.rate != terms.rate) {
      terms = fresh;
    }
  }

  /** Whether something may pass now. */
  boolean allows(long now) {
    Terms current = terms;
    return current.rate == UNLIMITED || current.paidUntil.get() <= now + BURST_NANOS;
  }

  /** Charges what passes. */
  void take(long bytes, long now) {
    Terms current = terms;
    if (current.rate != UNLIMITED) {
      long cost = current.cost(bytes);
      current.paidUntil.getAndUpdate(until -> Math.max(until, now) + cost);
    }
  }

  /**
   * Gives back what was charged and did not pass. At the rate of now, whatever it was charged at:
   * since that has been forgiven, as many other bytes go free instead.
   */
  void refund(long bytes) {
    Terms current = terms;
    if (current.rate != UNLIMITED) {
      current.paidUntil.getAndAdd(-current.cost(bytes));
    }
  }
}
