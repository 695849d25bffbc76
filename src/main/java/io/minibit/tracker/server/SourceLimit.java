package io.minibit.tracker.server;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;

/**
 * How many requests a source may send in a second. It remembers no source but counts in a fixed
 * number of slots, of which each source has one and shares it with few; which one depends on a
 * secret. An IPv6 source is a /64, since that is what a customer has. Loopback has no limit.
 * Thread-safe.
 */
public final class SourceLimit {
  /** 512 KiB; with ten thousand sources in a second, one in seven shares its slot. */
  private static final int SLOTS = 65_536;

  private static final long COUNT_MASK = 0xffffffffL;
  private static final int IPV4_LOOPBACK_NET = 127;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
  private final long secret;
  private final int perSecond;

  /** A limit of so many requests a second. */
  public SourceLimit(int perSecond, RandomGenerator secrets) {
    this.perSecond = perSecond;
    this.secret = secrets.nextLong();
  }

  /**
   * Takes one of the requests that the source has in this second; false when there is none left.
   */
  boolean take(AnnounceCall source, long now) {
    if (isLoopback(source)) {
      return true;
    }
    long network = source.isIpv6() ? source.high() : source.low();
    int slot = (int) (Hashing.mix(network ^ secret) >>> 48);
    long second = Math.floorDiv(now, 1000L) << 32;
    long before =
        slots.getAndUpdate(
            slot,
            seen -> {
              if ((seen & ~COUNT_MASK) != second) {
                return second | 1;
              }
              return (seen & COUNT_MASK) < COUNT_MASK ? seen + 1 : seen;
            });
    return (before & ~COUNT_MASK) != second || (before & COUNT_MASK) < perSecond;
  }

  private static boolean isLoopback(AnnounceCall source) {
    return source.isIpv6()
        ? source.high() == 0 && source.low() == 1
        : source.low() >>> 24 == IPV4_LOOPBACK_NET;
  }
}
