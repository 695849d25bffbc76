package io.minibit.session;

import java.util.function.LongSupplier;

/** How many bytes of blocks a transfer has moved, and how fast it does now. */
final class Traffic {
  private final RateMeter down;
  private final RateMeter up;
  private final long downBefore;
  private final long upBefore;

  /**
   * Counts on.
   *
   * @param downloaded in earlier lives of the transfer
   * @param uploaded likewise
   */
  Traffic(LongSupplier clockMillis, long downloaded, long uploaded) {
    down = new RateMeter(clockMillis);
    up = new RateMeter(clockMillis);
    downBefore = downloaded;
    upBefore = uploaded;
  }

  void received(int bytes) {
    down.add(bytes);
  }

  void sent(int bytes) {
    up.add(bytes);
  }

  long downloaded() {
    return downBefore + down.total();
  }

  long uploaded() {
    return upBefore + up.total();
  }

  /** Since this was made. */
  long downloadedLately() {
    return down.total();
  }

  /** Since this was made. */
  long uploadedLately() {
    return up.total();
  }

  long downloadRate() {
    return down.rate();
  }

  long uploadRate() {
    return up.rate();
  }
}
