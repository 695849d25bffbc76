package io.minibit.web;

import io.minibit.api.Addresses;
import io.minibit.api.ApiCall;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The event-bus bridge for browsers. Of the ways that SockJS knows only WebSocket is open: each of
 * the others lets a client that nobody sees any more keep a session, and no browser of this decade
 * needs them.
 */
final class SockJsDoor {
  /** A tab or a script each; with the event streams they leave place for everything else. */
  static final int MAX_CLIENTS = 64;

  private static final List<String> CLOSED = List.of("XHR", "EVENT_SOURCE", "HTML_FILE", "JSON_P");

  private final Vertx vertx;
  private final ApiCall calls;
  private final SignIn signIn;
  private final Set<SockJsClient> clients = new HashSet<>();

  SockJsDoor(Vertx vertx, ApiCall calls, SignIn signIn) {
    this.vertx = vertx;
    this.calls = calls;
    this.signIn = signIn;
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Addresses.EVENTS,
            event -> {
              boolean dispensable = "progress".equals(event.body().getString("type"));
              List.copyOf(clients).forEach(client -> client.publish(event.body(), dispensable));
            });
  }

  /** What to mount at {@code /eventbus/*}. */
  Router router() {
    SockJSHandlerOptions options =
        new SockJSHandlerOptions().setRegisterWriteHandler(false).setInsertJSESSIONID(false);
    CLOSED.forEach(options::addDisabledTransport);
    return SockJSHandler.create(vertx, options).socketHandler(this::opened);
  }

  private void opened(SockJSSocket socket) {
    if (clients.size() >= MAX_CLIENTS) {
      socket.close();
      return;
    }
    SockJsClient client = new SockJsClient(socket, calls, signIn);
    clients.add(client);
    socket.endHandler(gone -> clients.remove(client));
    // One that is cut off, as by a tab that dies, has no end: it would keep its place for good.
    socket.exceptionHandler(broken -> clients.remove(client));
  }
}
