package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.SwarmReport;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A tracker of ours on loopback, for tests of what asks it. Ends with its Vert.x. */
public final class RunningTracker {
  private final Vertx vertx;
  private final int port;

  private RunningTracker(Vertx vertx, int port) {
    this.vertx = vertx;
    this.port = port;
  }

  /** Starts one. */
  public static RunningTracker start(Vertx vertx) throws Exception {
    AtomicInteger port = new AtomicInteger();
    vertx
        .deployVerticle(
            Trackers.verticle(
                Trackers.options("127.0.0.1", 0, 1000),
                "tracker",
                Clock::millis,
                (door, host, bound) -> port.set(bound)))
        .toCompletionStage()
        .toCompletableFuture()
        .get(20, TimeUnit.SECONDS);
    return new RunningTracker(vertx, port.get());
  }

  /** Of both doors. */
  public int port() {
    return port;
  }

  /** What it knows of a swarm. */
  public SwarmReport swarm(String infoHash) throws Exception {
    JsonObject request = new JsonObject().put("action", "swarm").put("infoHash", infoHash);
    return ApiJson.read(
        vertx
            .eventBus()
            .<JsonObject>request(Addresses.TRACKER, request)
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS)
            .body(),
        SwarmReport.class);
  }
}
