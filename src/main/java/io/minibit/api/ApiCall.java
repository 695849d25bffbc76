package io.minibit.api;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the event bus for somebody outside, and turns what fails into the contract's codes. */
public final class ApiCall {
  private static final Logger log = LoggerFactory.getLogger(ApiCall.class);

  /** The node's own work has its own limits; this one only ends what was forgotten. */
  private static final long REPLY_TIMEOUT_MILLIS = 300_000;

  private final EventBus bus;

  /** Calls over that bus. */
  public ApiCall(EventBus bus) {
    this.bus = bus;
  }

  /**
   * One request.
   *
   * @param address of the contract; whoever calls has made sure of it
   * @return fails with {@link ApiException} only
   */
  public Future<JsonObject> ask(String address, JsonObject body) {
    DeliveryOptions options =
        new DeliveryOptions()
            .setSendTimeout(REPLY_TIMEOUT_MILLIS)
            .setLocalOnly(Addresses.isOwn(address));
    return bus.<JsonObject>request(address, body, options)
        .transform(
            reply ->
                reply.succeeded()
                    ? Future.succeededFuture(reply.result().body())
                    : Future.failedFuture(refusal(address, reply.cause())));
  }

  private static ApiException refusal(String address, Throwable cause) {
    if (!(cause instanceof ReplyException failure)) {
      log.error("a request to {} met a bug", address, cause);
      return new ApiException(FailureCode.BUG, "internal error; the node's log has the details");
    }
    return switch (failure.failureType()) {
      case NO_HANDLERS ->
          new ApiException(
              FailureCode.UNAVAILABLE,
              address + ": nobody answers here: the node has no such role");
      case TIMEOUT -> new ApiException(FailureCode.UNAVAILABLE, address + ": no answer in time");
      default ->
          new ApiException(
              FailureCode.of(failure.failureCode()), String.valueOf(failure.getMessage()));
    };
  }
}
