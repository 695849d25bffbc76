package io.minibit.web;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.minibit.api.Addresses;
import io.minibit.api.ApiCall;
import io.minibit.api.Token;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * The web door. Every request first has its Host and Origin looked at, then its token, then finds
 * its way; bodies, connections and streams are bounded.
 *
 * <p>Whoever deploys it makes sure that a door which others can reach has a token.
 */
public final class WebVerticle extends VerticleBase {
  /** The longest request is a magnet link of 16 KiB; four times that leaves room. */
  static final int MAX_BODY_BYTES = 64 * 1024;

  /** Longer than the beat of an event stream. */
  private static final int IDLE_SECONDS = 60;

  private final WebSettings settings;
  private final List<MeterBinder> meters;
  private final IntConsumer listening;
  private Visits visits;
  private OwnNames names;
  private HttpServer server;

  /** What is read and computed off the event loop. */
  private record Prepared(Assets assets, OwnNames names, SignIn signIn, MetricsPage metrics) {}

  /**
   * A door, to be deployed once; deploying fails with the cause when the port cannot be bound.
   *
   * @param meters of other rooms, to be shown at {@code /metrics}
   * @param listening hears the bound port
   */
  public WebVerticle(WebSettings settings, List<MeterBinder> meters, IntConsumer listening) {
    this.settings = settings;
    this.meters = List.copyOf(meters);
    this.listening = listening;
  }

  @Override
  public Future<?> start() {
    visits = new Visits(vertx);
    return vertx
        .executeBlocking(this::prepare, false)
        .compose(this::open)
        .onSuccess(bound -> listening.accept(bound.actualPort()));
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }

  private Prepared prepare() {
    SignIn signIn =
        new SignIn(Token.of(settings.token()), new SecureRandom(), settings.isEncrypted());
    return new Prepared(
        Assets.load(),
        new OwnNames(machine(), settings.hosts()),
        signIn,
        new MetricsPage(new ApiCall(vertx.eventBus()), meters));
  }

  private static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // It has a name that it does not know itself; web.hosts can tell.
    }
  }

  private Future<HttpServer> open(Prepared prepared) {
    names = prepared.names();
    Router router = router(prepared);
    server =
        vertx
            .createHttpServer(options())
            .connectionHandler(visits::came)
            .requestHandler(request -> admit(request, router));
    return server.listen(settings.port(), settings.host());
  }

  private HttpServerOptions options() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHttp2ClearTextEnabled(false)
            .setMaxWebSocketFrameSize(MAX_BODY_BYTES)
            .setMaxWebSocketMessageSize(MAX_BODY_BYTES)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    if (settings.isEncrypted()) {
      options
          .setSsl(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertPath(settings.certificate())
                  .setKeyPath(settings.key()));
      if (settings.clientAuthorities() != null) {
        options
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertPath(settings.clientAuthorities()));
      }
    }
    return options;
  }

  private void admit(HttpServerRequest request, Router router) {
    visits.spoke(request);
    int refusal = names.refusal(request);
    if (refusal == 0) {
      router.handle(request);
      return;
    }
    String message =
        refusal == 421
            ? "this node does not go by that name; web.hosts can list it"
            : "pages of other sites may not come in here";
    request
        .response()
        .setStatusCode(refusal)
        .putHeader("content-type", "application/json")
        .putHeader("connection", "close")
        .end(Failures.json(refusal, message).toBuffer());
  }

  private Router router(Prepared prepared) {
    ApiCall calls = new ApiCall(vertx.eventBus());
    SignIn signIn = prepared.signIn();
    Login login = new Login(signIn);
    Router router = Router.router(vertx);
    Failures.install(router);
    router.route().handler(SecurityHeaders::add);
    Health health = new Health(vertx, calls, settings.roles());
    router.get("/health/live").handler(health::live);
    router.get("/health/ready").handler(health::ready);
    router.route("/eventbus/*").handler(visits::stays);
    router.route("/eventbus/*").subRouter(new SockJsDoor(vertx, calls, signIn).router());
    router.post().handler(this::expectBody);
    router.post().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES));
    Login.PUBLIC.forEach(path -> router.get(path).handler(prepared.assets()::serve));
    router.post("/login").handler(login::signIn);
    router.route().handler(login::guard);
    router.route().handler(visits::letIn);
    router.post("/api/peer").handler(new ApiHandler(calls, Addresses.PEER));
    router.post("/api/tracker").handler(new ApiHandler(calls, Addresses.TRACKER));
    router.post("/api/peers").handler(new ApiHandler(calls, Addresses.PEERS));
    router.get("/api/events").handler(new EventStreams(vertx)::open);
    router.get("/openapi.json").handler(OpenApi::serve);
    router.get("/metrics").handler(prepared.metrics()::serve);
    router.route().method(HttpMethod.GET).handler(prepared.assets()::serve);
    return router;
  }

  private void expectBody(RoutingContext context) {
    visits.expectBody(context.request());
    context.next();
  }
}
