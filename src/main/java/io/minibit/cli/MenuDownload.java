package io.minibit.cli;

import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A download that the menu waits for, with its bar. Events may overtake the answer that tells which
 * transfer they are about, so they are kept until it comes.
 */
final class MenuDownload {
  /** Far more than happen between request and answer; where there are more, the oldest go. */
  private static final int MOST_EARLY_EVENTS = 256;

  private final Console console;
  private final Promise<Transfer> end = Promise.promise();
  private final Deque<Event> early = new ArrayDeque<>();
  private String id;
  private ProgressBar bar;

  MenuDownload(Console console) {
    this.console = console;
  }

  /** Succeeds when all of it is on disk, fails with a reason fit to be shown. */
  Future<Transfer> end() {
    return end.future();
  }

  /** The request was answered. */
  void started(Transfer transfer) {
    if (transfer.state() == TransferState.SEEDING) {
      end.complete(transfer);
      return;
    }
    id = transfer.id();
    bar = new ProgressBar(console, transfer.name(), TransferText.totalBytes(transfer));
    while (!early.isEmpty() && !end.future().isComplete()) {
      event(early.remove());
    }
  }

  /** The request was refused. */
  void refused(Throwable cause) {
    end.fail(cause);
  }

  /** Something happened to some transfer. */
  void event(Event event) {
    if (id == null) {
      if (early.size() == MOST_EARLY_EVENTS) {
        early.remove();
      }
      early.add(event);
    } else if (event.transfer().id().equals(id)) {
      ours(event.type(), event.transfer());
    }
  }

  private void ours(Event.Type type, Transfer transfer) {
    switch (type) {
      case COMPLETED -> {
        bar.close();
        end.complete(transfer);
      }
      case FAILED -> {
        bar.close();
        end.fail(new CliFailure(transfer.error()));
      }
      case REMOVED -> {
        bar.close();
        end.fail(new CliFailure(transfer.name() + ": removed before it was complete"));
      }
      default -> bar.update(TransferText.doneBytes(transfer), TransferText.totalBytes(transfer));
    }
  }
}
