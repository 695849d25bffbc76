package io.minibit.cli;

import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import java.util.function.LongSupplier;

/**
 * What a person sees of a download: a bar with peers or with what is done just now, and a line when
 * nobody gives anything for a while. The owner closes it, which wipes the bar.
 */
final class DownloadView implements AutoCloseable {
  /** As long as it takes to ask a tracker again, or to give up a peer that does not answer. */
  private static final long LONELY_NANOS = 5_000_000_000L;

  private final Console console;
  private final LongSupplier nanoTime;
  private ProgressBar bar;
  private TransferState state;
  private String told;
  private long companyAt;

  DownloadView(Console console, Transfer started) {
    this(console, started, System::nanoTime);
  }

  /**
   * A view with a clock of its own.
   *
   * @param nanoTime a clock that only goes forward
   */
  DownloadView(Console console, Transfer started, LongSupplier nanoTime) {
    this.console = console;
    this.nanoTime = nanoTime;
    companyAt = nanoTime.getAsLong();
    state = started.state();
    bar = bar(started);
  }

  private ProgressBar bar(Transfer transfer) {
    return new ProgressBar(
        console,
        transfer.name(),
        TransferText.totalBytes(transfer),
        TransferText.doneBytes(transfer),
        nanoTime);
  }

  /** It has come so far. */
  void update(Transfer transfer) {
    if (transfer.state() != state) {
      // What was checked and what was fetched are no one rate.
      state = transfer.state();
      bar.close();
      bar = bar(transfer);
    }
    bar.update(
        TransferText.doneBytes(transfer), TransferText.totalBytes(transfer), remark(transfer));
    boolean searching = state == TransferState.METADATA || state == TransferState.DOWNLOADING;
    if (!searching || transfer.peers() > 0) {
      companyAt = nanoTime.getAsLong();
    } else if (nanoTime.getAsLong() - companyAt >= LONELY_NANOS) {
      tellLonely(transfer);
    }
  }

  private static String remark(Transfer transfer) {
    return switch (transfer.state()) {
      case METADATA -> "finding out what it is, " + peers(transfer);
      case CHECKING -> "checking what is there";
      case PAUSED -> "paused";
      default -> peers(transfer);
    };
  }

  private static String peers(Transfer transfer) {
    return transfer.peers() == 1 ? "1 peer" : transfer.peers() + " peers";
  }

  /** Once for each reason. */
  private void tellLonely(Transfer transfer) {
    String why = transfer.warning() == null ? "nobody who has it answers" : transfer.warning();
    if (!why.equals(told)) {
      told = why;
      console.note("no peers yet for " + transfer.name() + ": " + why + "; still trying");
    }
  }

  /** Some time passed. */
  void refresh() {
    bar.refresh();
  }

  @Override
  public void close() {
    bar.close();
  }
}
