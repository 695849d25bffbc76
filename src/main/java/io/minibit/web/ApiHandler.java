package io.minibit.web;

import io.minibit.api.ApiCall;
import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** One address of the event bus over HTTP: the body is the request, the status the code. */
final class ApiHandler implements Handler<RoutingContext> {
  private final ApiCall calls;
  private final String address;

  ApiHandler(ApiCall calls, String address) {
    this.calls = calls;
    this.address = address;
  }

  @Override
  public void handle(RoutingContext context) {
    JsonObject request;
    try {
      request = object(context.body().buffer());
    } catch (ApiException e) {
      Failures.send(context, e);
      return;
    }
    calls
        .ask(address, request)
        .onSuccess(
            reply ->
                context
                    .response()
                    .putHeader("content-type", "application/json")
                    .end(reply.toBuffer()))
        .onFailure(cause -> Failures.send(context, (ApiException) cause));
  }

  static JsonObject object(Buffer body) {
    try {
      if (body != null && Json.decodeValue(body) instanceof JsonObject object) {
        return object;
      }
    } catch (DecodeException e) {
      // Said below: the parser's own words name classes, not what to do.
    }
    throw new ApiException(
        FailureCode.MALFORMED, "the request must be a JSON object, such as {\"action\":\"list\"}");
  }
}
