package io.minibit.api;

import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one event-bus address: parses, hands on, and turns what comes back into a
 * reply or a failure of the contract's codes. A fault that is no {@link ApiException} is a bug: it
 * is logged once and answered as one.
 *
 * @param <R> the family of requests
 */
public final class Endpoint<R> {
  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

  private final Function<Object, R> parser;
  private final Function<R, Future<? extends Record>> handler;

  /**
   * An endpoint; register {@link #handle} as a consumer.
   *
   * @param parser of {@link ApiJson}
   * @param handler may throw {@link ApiException} or fail its future with one
   */
  public Endpoint(Function<Object, R> parser, Function<R, Future<? extends Record>> handler) {
    this.parser = parser;
    this.handler = handler;
  }

  /** Handles one message; it is always answered. */
  public void handle(Message<Object> message) {
    Future<? extends Record> answer;
    try {
      answer = handler.apply(parser.apply(message.body()));
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer
        .<JsonObject>map(ApiJson::json)
        .onSuccess(message::reply)
        .onFailure(cause -> fail(message, cause));
  }

  private static void fail(Message<Object> message, Throwable cause) {
    if (cause instanceof ApiException refused) {
      message.fail(refused.code().code(), refused.getMessage());
    } else {
      log.error("a request to {} met a bug", message.address(), cause);
      message.fail(FailureCode.BUG.code(), "internal error; the node's log has the details");
    }
  }
}
