package io.minibit.tracker.server;

/**
 * A coarse clock whose time fits in 16 bits: a timeout has up to {@value #TIMEOUT_TICKS} ticks, so
 * that a peer's age is right for four timeouts after it was seen. It must be swept away before.
 */
final class Ticks {
  private static final int TIMEOUT_TICKS = 8192;

  private final long tickMillis;
  private final int timeout;

  Ticks(long timeoutMillis) {
    this.tickMillis = (timeoutMillis + TIMEOUT_TICKS - 1) / TIMEOUT_TICKS;
    this.timeout = (int) (timeoutMillis / tickMillis);
  }

  /** The tick of a moment, 0 to 65535. */
  int at(long now) {
    return (int) Math.floorDiv(now, tickMillis) & 0xffff;
  }

  /** The timeout, in ticks. */
  int timeout() {
    return timeout;
  }

  /**
   * Whether the timeout is over. What was seen a little after now, which is the now of a thread
   * whose clock was read earlier, is not.
   *
   * @param seen a tick in its low 16 bits
   */
  boolean isStale(int seen, int now) {
    return (short) (now - seen) > timeout;
  }
}
