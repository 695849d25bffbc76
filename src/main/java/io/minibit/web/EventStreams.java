package io.minibit.web;

import io.minibit.api.Addresses;
import io.minibit.api.FailureCode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Server-sent events: what is published at {@link Addresses#EVENTS}, one JSON object a message. A
 * client that is behind misses progress; one that lets the rest pile up is closed, and its browser
 * comes back and asks anew.
 */
final class EventStreams {
  /** A tab each; the connection cap leaves as many again for everything else. */
  static final int MAX_CLIENTS = 128;

  /** What a client may leave unread, beyond what the kernel holds, before it is given up. */
  static final int MAX_UNWRITTEN_BYTES = 256 * 1024;

  /** Proxies end a connection that is silent for a minute. */
  private static final long BEAT_MILLIS = 15_000;

  private static final Buffer OPENING = Buffer.buffer("retry: 2000\n\n");
  private static final Buffer BEAT = Buffer.buffer(":\n\n");

  private final Map<HttpServerResponse, Backlog> clients = new HashMap<>();

  /** Bytes handed over and not yet taken. */
  private static final class Backlog {
    private long bytes;
  }

  /** Begins to listen. */
  EventStreams(Vertx vertx) {
    vertx.eventBus().<JsonObject>consumer(Addresses.EVENTS, this::published);
    vertx.setPeriodic(BEAT_MILLIS, fired -> send(BEAT, false));
  }

  /** Takes a client in. */
  void open(RoutingContext context) {
    if (clients.size() >= MAX_CLIENTS) {
      Failures.send(
          context, FailureCode.UNAVAILABLE.code(), "too many event streams; close some first");
      return;
    }
    HttpServerResponse response = context.response();
    response.setChunked(true).putHeader("content-type", "text/event-stream");
    response.closeHandler(gone -> clients.remove(response));
    response.exceptionHandler(broken -> clients.remove(response));
    Backlog backlog = new Backlog();
    clients.put(response, backlog);
    write(response, backlog, OPENING);
  }

  private void published(Message<JsonObject> event) {
    if (!clients.isEmpty()) {
      send(
          Buffer.buffer("data: ").appendBuffer(event.body().toBuffer()).appendString("\n\n"),
          "progress".equals(event.body().getString("type")));
    }
  }

  private void send(Buffer text, boolean dispensable) {
    List.copyOf(clients.entrySet())
        .forEach(
            client -> {
              if (!(dispensable && client.getKey().writeQueueFull())) {
                write(client.getKey(), client.getValue(), text);
              }
            });
  }

  private void write(HttpServerResponse response, Backlog backlog, Buffer text) {
    if (backlog.bytes > MAX_UNWRITTEN_BYTES) {
      clients.remove(response);
      response.reset();
      return;
    }
    backlog.bytes += text.length();
    response.write(text).onComplete(written -> backlog.bytes -= text.length());
  }
}
