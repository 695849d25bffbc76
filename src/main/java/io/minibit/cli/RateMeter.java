package io.minibit.cli;

import java.util.ArrayDeque;
import java.util.Deque;

/** Bytes a second over the last {@value #WINDOW_SECONDS} seconds. Time is passed in. */
final class RateMeter {
  private static final int WINDOW_SECONDS = 5;
  private static final long WINDOW_NANOS = WINDOW_SECONDS * 1_000_000_000L;

  /** Samples closer together than this replace one another, which bounds their number. */
  private static final long SPACING_NANOS = 100_000_000L;

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private Sample latest;

  RateMeter(long nanos, long bytes) {
    latest = new Sample(nanos, bytes);
    samples.add(latest);
  }

  /** So many bytes in all are there at this time. */
  void update(long nanos, long bytes) {
    latest = new Sample(nanos, bytes);
    if (nanos - samples.getLast().nanos() >= SPACING_NANOS) {
      samples.add(latest);
    }
    while (samples.size() > 1 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }

  /** Bytes a second; 0 before there are two points in time. */
  double bytesPerSecond() {
    Sample first = samples.getFirst();
    long nanos = latest.nanos() - first.nanos();
    return nanos <= 0 ? 0 : Math.max(0, latest.bytes() - first.bytes()) * 1e9 / nanos;
  }
}
