package io.minibit.session;

import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/** How many bytes of blocks a transfer has moved, and how fast it does now. */
final class Traffic {
  private static final String DOWNLOADED = "downloaded";
  private static final String UPLOADED = "uploaded";

  private final RateMeter down;
  private final RateMeter up;
  private long downBefore;
  private long upBefore;

  Traffic(LongSupplier clockMillis) {
    down = new RateMeter(clockMillis);
    up = new RateMeter(clockMillis);
  }

  /** Counts on from what is remembered of earlier lives of the transfer, unless it does already. */
  void recall(SortedMap<String, String> memory) {
    downBefore += Math.max(0, number(memory.get(DOWNLOADED)) - downloaded());
    upBefore += Math.max(0, number(memory.get(UPLOADED)) - uploaded());
  }

  private static long number(String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException edited) {
      return 0;
    }
  }

  /** Hands over what is to be remembered. */
  void remember(BiConsumer<String, String> memory) {
    memory.accept(DOWNLOADED, Long.toString(downloaded()));
    memory.accept(UPLOADED, Long.toString(uploaded()));
  }

  void received(int bytes) {
    down.add(bytes);
  }

  void sent(long bytes) {
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
