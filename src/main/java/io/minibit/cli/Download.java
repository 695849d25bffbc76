package io.minibit.cli;

import io.minibit.api.ApiJson;
import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.vertx.core.json.JsonObject;

/** A download that the main thread follows from its beginning to its end. */
final class Download {
  /** How often the bar is redrawn when nothing is heard. */
  private static final long IDLE_MILLIS = 500;

  private final Console console;
  private final LocalNode node;
  private final EventFeed feed;

  /**
   * A download of a node.
   *
   * @param feed opened before the download was asked for
   */
  Download(Console console, LocalNode node, EventFeed feed) {
    this.console = console;
    this.node = node;
    this.feed = feed;
  }

  /**
   * Shows progress and outcome.
   *
   * @param started the answer to the request
   * @return the transfer when all of it is on disk
   * @throws CliFailure where it fails
   */
  Transfer follow(Transfer started) {
    Transfer done;
    if (started.state() == TransferState.SEEDING) {
      // It was there before, so there is no event to come.
      printJson(ApiJson.json(started).put("type", "completed"));
      done = started;
    } else {
      done = awaitEnd(started);
    }
    if (!console.isJsonOnly()) {
      TransferText.printCompleted(console, done);
    }
    return done;
  }

  private Transfer awaitEnd(Transfer started) {
    try (var view = new DownloadView(console, started)) {
      while (true) {
        Event event = next(started.id());
        if (event == null) {
          view.refresh();
          continue;
        }
        Transfer transfer = event.transfer();
        switch (event.type()) {
          case COMPLETED -> {
            return transfer;
          }
          case FAILED -> throw new CliFailure(transfer.error());
          case REMOVED ->
              throw new CliFailure(transfer.name() + ": removed before it was complete");
          default -> view.update(transfer);
        }
      }
    }
  }

  /** The next event of that transfer; null when none came in a while. */
  private Event next(String id) {
    JsonObject json = feed.poll(IDLE_MILLIS);
    node.parkIfStopping();
    if (json == null || !id.equals(json.getString("id"))) {
      return null;
    }
    printJson(json);
    return ApiJson.read(json, Event.class);
  }

  private void printJson(JsonObject event) {
    if (console.isJsonOnly()) {
      console.json(event.encode());
    }
  }
}
