package io.minibit.web;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How this door says no: the code as the status, and one plain line in a JSON object. */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  /** What the body handler calls a body whose connection ended in the middle of it. */
  private static final int BROKEN_OFF = 200;

  private Failures() {}

  /** Makes a router answer this way, too. */
  static void install(Router router) {
    router.errorHandler(BROKEN_OFF, context -> {}); // Nobody is there to be answered.
    router.errorHandler(400, context -> send(context, 400, "the request makes no sense"));
    router.errorHandler(404, context -> send(context, 404, "nothing is here"));
    router.errorHandler(405, context -> send(context, 405, "not with this method"));
    router.errorHandler(
        FailureCode.TOO_LARGE.code(),
        context -> {
          // The rest of the body is not worth reading.
          context.response().putHeader("connection", "close");
          context.response().endHandler(said -> context.request().connection().close());
          send(
              context,
              FailureCode.TOO_LARGE.code(),
              "a request has at most " + WebVerticle.MAX_BODY_BYTES + " bytes");
        });
    router.errorHandler(
        FailureCode.BUG.code(),
        context -> {
          log.error("{} met a bug", context.request().path(), context.failure());
          send(context, FailureCode.BUG.code(), "internal error; the node's log has the details");
        });
  }

  static void send(RoutingContext context, ApiException refused) {
    send(context, refused.code().code(), refused.getMessage());
  }

  static void send(RoutingContext context, int code, String message) {
    if (!context.response().ended() && !context.response().closed()) {
      context
          .response()
          .setStatusCode(code)
          .putHeader("content-type", "application/json")
          .end(json(code, message).toBuffer());
    }
  }

  static JsonObject json(int code, String message) {
    return new JsonObject().put("code", code).put("message", message);
  }
}
