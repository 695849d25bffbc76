package io.minibit.discovery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One GET of a stranger's URL, with all that follows from it: at most 1 MiB after decompression, at
 * most 30 s in all, a few redirects, and these only to http and https. A redirect from elsewhere
 * into this machine or its private networks is refused, since services there trust whoever reaches
 * them; each host is looked up once and that very address is connected to, so that its name cannot
 * change its meaning in between.
 */
final class HttpFetch {
  private static final Logger log = LoggerFactory.getLogger(HttpFetch.class);

  /** No honest answer of a tracker is larger. */
  static final int MAX_BODY_BYTES = 1 << 20;

  /** Milliseconds for a whole fetch. */
  private static final long PATIENCE_MILLIS = 30_000;

  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final Vertx vertx;
  private final HttpClient client;
  private final String peerHost;
  private final Predicate<InetAddress> local;
  private final Promise<Body> promise = Promise.promise();
  private HttpClientRequest request;
  private boolean fromLocal;

  private HttpFetch(Vertx vertx, HttpClient client, String peerHost, Predicate<InetAddress> local) {
    this.vertx = vertx;
    this.client = client;
    this.peerHost = peerHost;
    this.local = local;
  }

  /** What came at last. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on once, to be parsed.
  record Body(int status, byte[] bytes) {}

  /**
   * Fetches. Fails with a message that holds neither path nor query.
   *
   * @param peerHost what the peer listens on
   * @param local addresses of this machine and its private networks
   * @param target path and query
   */
  static Future<Body> get(
      Vertx vertx,
      HttpClient client,
      String peerHost,
      Predicate<InetAddress> local,
      TrackerUrl address,
      String target) {
    HttpFetch fetch = new HttpFetch(vertx, client, peerHost, local);
    vertx.getOrCreateContext().runOnContext(now -> fetch.start(address, target));
    return fetch.promise.future();
  }

  private void start(TrackerUrl address, String target) {
    long timer =
        vertx.setTimer(
            PATIENCE_MILLIS, late -> fail(new IOException("no whole answer within 30 s")));
    promise.future().onComplete(over -> vertx.cancelTimer(timer));
    request(address, target, 0);
  }

  private void request(TrackerUrl address, String target, int redirects) {
    TrackerRoute.find(vertx, peerHost, address.address())
        .compose(
            route -> {
              InetAddress ip = route.tracker().address();
              if (redirects == 0) {
                fromLocal = local.test(ip);
              } else if (local.test(ip) && !fromLocal) {
                return Future.failedFuture(
                    new IOException("it redirects into a private network, to " + address));
              }
              return client.request(
                  new RequestOptions()
                      .setServer(
                          SocketAddress.inetSocketAddress(
                              route.tracker().port(), ip.getHostAddress()))
                      .setHost(address.address().host())
                      .setPort(address.address().port())
                      .setSsl(address.isTls())
                      .setMethod(HttpMethod.GET)
                      .setURI(target)
                      .putHeader(HttpHeaders.USER_AGENT, "minibit"));
            })
        .compose(
            sent -> {
              request = sent;
              if (promise.future().isComplete()) {
                sent.reset();
              }
              return sent.send();
            })
        .onSuccess(response -> respond(response, address, redirects))
        .onFailure(this::fail);
  }

  private void respond(HttpClientResponse response, TrackerUrl address, int redirects) {
    String location = response.getHeader(HttpHeaders.LOCATION);
    if (location != null && REDIRECTS.contains(response.statusCode())) {
      response.exceptionHandler(reset -> log.debug("{}: {}", address, reset.getMessage()));
      request.reset(); // Its body is of no interest.
      redirect(address, location, redirects + 1);
      return;
    }
    Buffer body = Buffer.buffer();
    response.exceptionHandler(this::fail);
    response.handler(
        part -> {
          if (body.length() + part.length() > MAX_BODY_BYTES) {
            fail(new IOException("its answer is larger than 1 MiB"));
          } else {
            body.appendBuffer(part);
          }
        });
    response.endHandler(
        end -> promise.tryComplete(new Body(response.statusCode(), body.getBytes())));
  }

  private void redirect(TrackerUrl from, String location, int redirects) {
    if (redirects > MAX_REDIRECTS) {
      fail(new IOException("it redirects again and again"));
      return;
    }
    TrackerUrl to;
    try {
      String base = from + (from.pathAndQuery().startsWith("/") ? from.pathAndQuery() : "/");
      to = TrackerUrl.parse(URI.create(base).resolve(location).toString());
    } catch (IllegalArgumentException e) {
      fail(new IOException("it redirects to what is no URL of a tracker"));
      return;
    }
    if (to.isUdp()) {
      fail(new IOException("it redirects to what is no URL of a tracker"));
      return;
    }
    String target = to.pathAndQuery().startsWith("/") ? to.pathAndQuery() : "/" + to.pathAndQuery();
    request(to, target, redirects);
  }

  private void fail(Throwable cause) {
    // Messages of others may hold the URL, and with it somebody's key.
    if (promise.tryFail(cause instanceof IOException ? cause : plain(cause)) && request != null) {
      request.reset();
    }
  }

  private static Throwable plain(Throwable cause) {
    return cause instanceof IllegalStateException || cause instanceof UnknownHostException
        ? cause
        : new IOException("the connection failed: " + cause.getClass().getSimpleName(), cause);
  }
}
