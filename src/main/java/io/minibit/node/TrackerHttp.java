package io.minibit.node;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.server.HttpTrackerServer;
import io.minibit.transport.ByteCounts;
import io.minibit.transport.Sockets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP door of a tracker: {@code GET /announce} and {@code GET /scrape}, with connections that
 * are kept. A client is where its connection comes from, whatever its headers claim. On one
 * context.
 *
 * <p>Every connection has a deadline for its next whole request, so that one that trickles a byte
 * now and then takes its place for no longer than one that is silent.
 */
final class TrackerHttp {
  private static final Logger log = LoggerFactory.getLogger(TrackerHttp.class);

  /** Bytes of a request line, and of all headers: 70 hashes fit into a scrape. */
  private static final int MAX_REQUEST_BYTES = 8192;

  /** From a connection's start, or from one request to the end of the next one. */
  private static final long REQUEST_MILLIS = 15_000;

  /** Half of what Linux lets a process open unless it is told otherwise. */
  private static final int MAX_CONNECTIONS = 512;

  private static final String BENCODED = "text/plain; charset=iso-8859-1";

  private final Vertx vertx;
  private final HttpServer server;
  private final HttpTrackerServer swarms;
  private final LongSupplier clock;
  private final Map<HttpConnection, Long> deadlines = new HashMap<>();
  private final AnswerTimes times = new AnswerTimes();
  private final ByteCounts bytes = new ByteCounts();

  private TrackerHttp(Vertx vertx, HttpTrackerServer swarms, LongSupplier clock) {
    this.vertx = vertx;
    this.swarms = swarms;
    this.clock = clock;
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setMaxInitialLineLength(MAX_REQUEST_BYTES)
                .setMaxHeaderSize(MAX_REQUEST_BYTES)
                .setHttp2ClearTextEnabled(false));
  }

  /** Opens the door. */
  static Future<TrackerHttp> open(
      Vertx vertx, String host, int port, HttpTrackerServer swarms, LongSupplier clock) {
    TrackerHttp door = new TrackerHttp(vertx, swarms, clock);
    return door.server
        .connectionHandler(door::connected)
        .requestHandler(door::timed)
        .invalidRequestHandler(door::malformed)
        .exceptionHandler(failure -> log.debug("tracker-http: {}", failure.getMessage()))
        .listen(port, host)
        .map(door);
  }

  int port() {
    return server.actualPort();
  }

  AnswerTimes times() {
    return times;
  }

  ByteCounts bytes() {
    return bytes;
  }

  Future<Void> close() {
    return server.close();
  }

  private void connected(HttpConnection connection) {
    if (deadlines.size() >= MAX_CONNECTIONS) {
      swarms.turnAway("http_connections");
      connection.close();
      return;
    }
    bytes.watch(connection);
    deadlines.put(connection, deadline(connection));
    connection.closeHandler(closed -> vertx.cancelTimer(deadlines.remove(connection)));
  }

  private long deadline(HttpConnection connection) {
    return vertx.setTimer(REQUEST_MILLIS, late -> connection.close());
  }

  private void malformed(HttpServerRequest request) {
    swarms.turnAway("http_malformed");
    HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
  }

  private void timed(HttpServerRequest request) {
    long began = Clock.nanos();
    requested(request);
    times.add(Clock.nanos() - began, 1);
  }

  private void requested(HttpServerRequest request) {
    deadlines.computeIfPresent(
        request.connection(),
        (connection, timer) -> {
          vertx.cancelTimer(timer);
          return deadline(connection);
        });
    Optional<InetAddress> source = Sockets.peer(request.remoteAddress()).map(PeerAddress::address);
    if (source.isEmpty() || hasBody(request)) {
      swarms.turnAway("http_body");
      // What follows is not read, so nothing can be told from it any more.
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      refuse(request, 400, "no body is expected").onComplete(sent -> request.connection().close());
    } else if (!request.method().equals(HttpMethod.GET)) {
      swarms.turnAway("http_method");
      refuse(request, 405, "GET only");
    } else if (asksFor(request, "/announce")) {
      answer(
          request,
          swarms.announce(source.get(), request.path(), request.query(), clock.getAsLong()));
    } else if (asksFor(request, "/scrape")) {
      answer(
          request, swarms.scrape(source.get(), request.path(), request.query(), clock.getAsLong()));
    } else {
      swarms.turnAway("http_path");
      refuse(request, 404, "this is a BitTorrent tracker: /announce and /scrape");
    }
  }

  /** Whether the path is that, perhaps behind an access key. */
  private static boolean asksFor(HttpServerRequest request, String what) {
    String path = request.path();
    return path != null
        && path.endsWith(what)
        && path.lastIndexOf('/', path.length() - what.length() - 1) <= 0;
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  private static Future<Void> answer(HttpServerRequest request, byte[] body) {
    return request
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, BENCODED)
        .end(Buffer.buffer(body))
        .onFailure(gone -> log.debug("tracker-http: {}", gone.getMessage()));
  }

  private static Future<Void> refuse(HttpServerRequest request, int status, String words) {
    request.response().setStatusCode(status);
    return answer(request, Buffer.buffer(words + "\n").getBytes());
  }
}
