package io.minibit.node;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long requests took from the moment when they were read to the one when all that came with
 * them was answered, in buckets that double. Written by one thread, read by any.
 */
final class AnswerTimes {
  /** The first bucket ends here; the last one, at half a second, has all that took longer. */
  private static final long FIRST_MICROS = 16;

  private static final int BUCKETS = 16;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /** Counts requests that were taken together. */
  void add(long nanos, int requests) {
    long micros = nanos / 1000;
    int bucket = Long.SIZE - Long.numberOfLeadingZeros(micros / FIRST_MICROS);
    bucket = Math.min(bucket, BUCKETS - 1);
    counts.lazySet(bucket, counts.get(bucket) + requests);
  }

  /** Adds the counts to sums, under the microseconds in which a bucket's requests were answered. */
  void addTo(Map<String, Long> sums) {
    for (int i = 0; i < BUCKETS; i++) {
      long count = counts.get(i);
      if (count > 0) {
        String within = i == BUCKETS - 1 ? "more" : Long.toString(FIRST_MICROS << i);
        sums.merge(within, count, Long::sum);
      }
    }
  }
}
