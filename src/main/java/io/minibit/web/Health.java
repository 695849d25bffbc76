package io.minibit.web;

import io.minibit.api.Addresses;
import io.minibit.api.ApiCall;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Whether the process lives, and whether each of its parts answers. What others have broken, as a
 * tracker that is away, is told and is no failure: starting this node again would not mend it.
 */
final class Health {
  /** Reasons shown at most; a thousand transfers have the same one. */
  private static final int MAX_WARNINGS = 10;

  private final ApiCall calls;
  private final HealthChecks live;
  private final HealthChecks ready;

  /**
   * Checks of the parts that this node has.
   *
   * @param roles their addresses
   */
  Health(Vertx vertx, ApiCall calls, Set<String> roles) {
    this.calls = calls;
    this.live = HealthChecks.create(vertx);
    this.ready = HealthChecks.create(vertx);
    live.register("event-loop", promise -> promise.complete(Status.OK()));
    ready.register("event-loop", promise -> promise.complete(Status.OK()));
    if (roles.contains(Addresses.PEER)) {
      ready.register("peer", this::askPeer);
    }
    if (roles.contains(Addresses.TRACKER)) {
      ready.register("tracker", this::askTracker);
    }
  }

  void live(RoutingContext context) {
    answer(context, live.checkStatus());
  }

  void ready(RoutingContext context) {
    answer(context, ready.checkStatus());
  }

  private void askPeer(Promise<Status> promise) {
    settle(
        promise,
        calls
            .ask(Addresses.PEER, new JsonObject().put("action", "list"))
            .map(list -> warnings(list.getJsonArray("transfers", new JsonArray()))));
  }

  private static JsonObject warnings(JsonArray transfers) {
    List<String> warnings =
        transfers.stream()
            .map(transfer -> ((JsonObject) transfer).getString("warning"))
            .filter(Objects::nonNull)
            .distinct()
            .limit(MAX_WARNINGS)
            .toList();
    JsonObject data = new JsonObject().put("transfers", transfers.size());
    return warnings.isEmpty() ? data : data.put("warnings", new JsonArray(warnings));
  }

  private void askTracker(Promise<Status> promise) {
    settle(
        promise,
        calls
            .ask(Addresses.TRACKER, new JsonObject().put("action", "stats"))
            .map(stats -> new JsonObject().put("swarms", stats.getValue("swarms"))));
  }

  private static void settle(Promise<Status> promise, Future<JsonObject> asked) {
    asked
        .onSuccess(data -> promise.tryComplete(Status.OK(data)))
        .onFailure(
            cause ->
                promise.tryComplete(Status.KO(new JsonObject().put("reason", cause.getMessage()))));
  }

  private static void answer(RoutingContext context, Future<CheckResult> checked) {
    checked.onComplete(
        result ->
            context
                .response()
                .setStatusCode(CheckResult.isUp(result.result()) ? 200 : 503)
                .putHeader("content-type", "application/json")
                .end(result.result().toJson().toBuffer()));
  }
}
