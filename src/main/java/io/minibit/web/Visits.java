package io.minibit.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the connections of the door and ends those that only hold it open: one that says nothing
 * whole in time, and, where there are too many, the one that has been idle the longest. So those
 * who come and say nothing, or say it slowly, keep nobody else out; only those whose requests were
 * let in and are being answered keep their places.
 */
final class Visits {
  /** Browsers open six each; the rest are scripts and scrapers of one household or one cluster. */
  static final int MAX_CONNECTIONS = 256;

  /** From the first byte's chance to a whole request head. */
  static final long HEAD_MILLIS = 10_000;

  /** A body of 64 KiB takes no honest client longer. */
  static final long BODY_MILLIS = 10_000;

  private final Vertx vertx;

  /** Open connections, of those that are idle the longest idle first. */
  private final Map<HttpConnection, Visit> open = new LinkedHashMap<>();

  private static final class Visit {
    /** Waits for the first request; -1 when that has come. */
    long timer;

    boolean answered;

    Visit(long timer) {
      this.timer = timer;
    }
  }

  Visits(Vertx vertx) {
    this.vertx = vertx;
  }

  void came(HttpConnection connection) {
    if (open.size() >= MAX_CONNECTIONS && !makeRoom()) {
      connection.close();
      return;
    }
    open.put(connection, new Visit(vertx.setTimer(HEAD_MILLIS, late -> connection.close())));
    connection.closeHandler(gone -> forget(open.remove(connection)));
  }

  private boolean makeRoom() {
    Iterator<Map.Entry<HttpConnection, Visit>> all = open.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<HttpConnection, Visit> each = all.next();
      if (!each.getValue().answered) {
        all.remove();
        forget(each.getValue());
        each.getKey().close();
        return true;
      }
    }
    return false;
  }

  private void forget(Visit visit) {
    if (visit != null && visit.timer >= 0) {
      vertx.cancelTimer(visit.timer);
      visit.timer = -1;
    }
  }

  /** A whole head has come in. */
  void spoke(HttpServerRequest request) {
    forget(open.get(request.connection()));
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

  /** A whole request was let in: its connection keeps its place until the answer has gone. */
  void letIn(RoutingContext context) {
    HttpConnection connection = context.request().connection();
    answering(connection, true);
    context.addEndHandler(gone -> answering(connection, false));
    context.next();
  }

  /** A connection becomes one for messages, which others count: it keeps its place. */
  void stays(RoutingContext context) {
    if (context.request().getHeader("upgrade") != null) {
      answering(context.request().connection(), true);
    }
    context.next();
  }

  private void answering(HttpConnection connection, boolean answered) {
    Visit visit = open.remove(connection);
    if (visit != null) {
      visit.answered = answered;
      open.put(connection, visit);
    }
  }
}
