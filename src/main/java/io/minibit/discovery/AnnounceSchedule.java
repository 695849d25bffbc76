package io.minibit.discovery;

/**
 * When to announce next. Answers say how long to wait, and how long to wait at least when more
 * peers are needed sooner; silence is waited out longer each time.
 *
 * <p>No I/O. Times are milliseconds of any clock that never goes back.
 */
final class AnnounceSchedule {
  /** What a tracker's word is cut to: neither a flood nor a silence of days. */
  static final long MIN_INTERVAL = 10_000;

  /** Likewise; a day. */
  static final long MAX_INTERVAL = 86_400_000;

  /** Between announces for want of peers, where the tracker names no time: libtorrent's. */
  static final long DEFAULT_MIN_INTERVAL = 60_000;

  private static final long FIRST_RETRY = 15_000;
  private static final long MAX_RETRY = 1_800_000;

  private long next;
  private long earliest;
  private int failures;

  /** A tracker answered. */
  void succeeded(long now, int intervalSeconds, int minIntervalSeconds) {
    failures = 0;
    long interval = cut(intervalSeconds * 1000L);
    long least = minIntervalSeconds > 0 ? cut(minIntervalSeconds * 1000L) : DEFAULT_MIN_INTERVAL;
    next = now + interval;
    earliest = now + Math.min(interval, least);
  }

  /** None answered. */
  void failed(long now) {
    next = now + Math.min(MAX_RETRY, FIRST_RETRY << Math.min(failures, 10));
    earliest = next;
    failures++;
  }

  /** More peers are needed: as soon as it is decent. */
  void hurry() {
    next = Math.min(next, earliest);
  }

  /** Whether the last round was answered, so that news need not wait. */
  boolean isServed() {
    return failures == 0;
  }

  /** When to announce, unless there is something to tell before. */
  long next() {
    return next;
  }

  private static long cut(long millis) {
    return Math.max(MIN_INTERVAL, Math.min(MAX_INTERVAL, millis));
  }
}
