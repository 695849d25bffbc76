package io.minibit.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the connections of the door and ends those that only hold it open: one that says nothing
 * whole in time, and every one beyond the cap.
 */
final class Visits {
  /** Browsers open six each; the rest are scripts and scrapers of one household or one cluster. */
  static final int MAX_CONNECTIONS = 256;

  /** From the first byte's chance to a whole request head. */
  static final long HEAD_MILLIS = 10_000;

  /** A body of 64 KiB takes no honest client longer. */
  static final long BODY_MILLIS = 10_000;

  private final Vertx vertx;

  /** Open connections, each with the timer that waits for its first request; -1 for none. */
  private final Map<HttpConnection, Long> open = new HashMap<>();

  Visits(Vertx vertx) {
    this.vertx = vertx;
  }

  void came(HttpConnection connection) {
    if (open.size() >= MAX_CONNECTIONS) {
      connection.close();
      return;
    }
    open.put(connection, vertx.setTimer(HEAD_MILLIS, late -> connection.close()));
    connection.closeHandler(
        gone -> {
          Long timer = open.remove(connection);
          if (timer != null) {
            vertx.cancelTimer(timer);
          }
        });
  }

  /** A whole head has come in. */
  void spoke(HttpServerRequest request) {
    Long timer = open.replace(request.connection(), -1L);
    if (timer != null && timer >= 0) {
      vertx.cancelTimer(timer);
    }
  }

  /** A body is expected; the connection ends when it does not come. */
  void expectBody(HttpServerRequest request) {
    vertx.setTimer(
        BODY_MILLIS,
        late -> {
          if (!request.isEnded()) {
            request.connection().close();
          }
        });
  }
}
