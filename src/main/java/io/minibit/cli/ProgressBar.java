package io.minibit.cli;

import java.util.function.LongSupplier;

/**
 * The progress of one job in bytes: name, bar, percent, bytes, rate and time to go, on one line
 * that fits the terminal and is redrawn at most {@value #REDRAWS_PER_SECOND} times a second. On a
 * pipe it draws nothing. {@link #update} may be called from any thread and as often as one likes.
 *
 * <p>The owner closes it, which wipes the line, before it prints the outcome.
 */
final class ProgressBar implements AutoCloseable {
  private static final int REDRAWS_PER_SECOND = 10;
  private static final long REDRAW_NANOS = 1_000_000_000L / REDRAWS_PER_SECOND;
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 8;
  private static final int NARROWEST_LABEL = 8;

  private final Console console;
  private final LongSupplier nanoTime;
  private final String label;
  private final boolean visible;
  private final RateMeter rate;

  private long total;
  private long done;
  private long drawnAt;
  private String remark = "";
  private boolean drawn;
  private boolean closed;

  /**
   * Shows nothing before the first {@link #update}.
   *
   * @param label what is in progress, a file's name perhaps; escaped here
   * @param total bytes, negative where that is not known
   */
  ProgressBar(Console console, String label, long total) {
    this(console, label, total, 0, System::nanoTime);
  }

  /**
   * A bar for a job that does not begin at its beginning.
   *
   * @param done bytes that were there before, which do not count for the rate
   * @param nanoTime a clock that only goes forward
   */
  ProgressBar(Console console, String label, long total, long done, LongSupplier nanoTime) {
    this.console = console;
    this.nanoTime = nanoTime;
    this.label = SafeText.of(label);
    this.total = total;
    this.done = done;
    this.visible = console.hasStatus();
    this.rate = new RateMeter(nanoTime.getAsLong(), done);
  }

  /** So many bytes are done by now. */
  synchronized void update(long done) {
    update(done, total);
  }

  /**
   * So many bytes are done by now, of so many.
   *
   * @param remark what else to know, in a word or two; empty for nothing
   */
  synchronized void update(long done, long total, String remark) {
    this.remark = remark;
    update(done, total);
  }

  /** So many bytes are done by now, of so many. */
  synchronized void update(long done, long total) {
    if (!visible || closed) {
      return;
    }
    long now = nanoTime.getAsLong();
    this.done = done;
    this.total = total;
    rate.update(now, done);
    if (!drawn || now - drawnAt >= REDRAW_NANOS) {
      drawn = true;
      drawnAt = now;
      console.status(render(console.width() - 1));
    }
  }

  /** Redraws for the time that has passed, so that the rate of a stalled job falls. */
  synchronized void refresh() {
    update(done, total);
  }

  /** Wipes the line; later updates draw nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      if (drawn) {
        console.clearStatus();
      }
    }
  }

  /** Gives up the bar first, then the label's end, then what is least needed of the figures. */
  private String render(int columns) {
    String figures = figures();
    int room = columns - figures.length();
    if (room < NARROWEST_LABEL) {
      return Columns.cut(figures.strip(), columns, "");
    }
    int labelWidth = Columns.of(label);
    int barWidth = Math.min(WIDEST_BAR, room - Math.min(labelWidth, room / 2) - 2);
    if (total < 0 || barWidth < NARROWEST_BAR) {
      return Columns.cut(label, room, ellipsis()) + figures;
    }
    String shortLabel = Columns.cut(label, room - barWidth - 2, ellipsis());
    return shortLabel + "  " + bar(barWidth) + figures;
  }

  private String figures() {
    double bytesPerSecond = rate.bytesPerSecond();
    var text = new StringBuilder("  ");
    if (total >= 0) {
      text.append(String.format("%3d%%  ", percent()));
    }
    text.append(Quantity.bytes(done));
    if (total >= 0) {
      text.append(" of ").append(Quantity.bytes(total));
    }
    text.append("  ").append(Quantity.rate(bytesPerSecond));
    if (total >= 0) {
      text.append("  ETA ").append(Quantity.duration(secondsToGo(bytesPerSecond)));
    }
    if (!remark.isEmpty()) {
      text.append("  ").append(remark);
    }
    return text.toString();
  }

  private String bar(int width) {
    int filled = total == 0 ? width : (int) Math.min(width, (double) done / total * width);
    boolean unicode = console.terminal().unicode();
    String full = (unicode ? "━" : "#").repeat(filled);
    String empty = (unicode ? "─" : "-").repeat(width - filled);
    return console.paintStatus(Style.GREEN, full) + console.paintStatus(Style.DIM, empty);
  }

  /** Rounded down: 100 only when all is there. */
  private long percent() {
    return total == 0 ? 100 : Math.min(100, (long) ((double) done / total * 100));
  }

  private long secondsToGo(double bytesPerSecond) {
    if (done >= total) {
      return 0;
    }
    return bytesPerSecond <= 0 ? -1 : (long) Math.ceil((total - done) / bytesPerSecond);
  }

  private String ellipsis() {
    return console.terminal().unicode() ? "…" : "~";
  }
}
