package io.minibit.web;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.minibit.api.Addresses;
import io.minibit.api.ApiCall;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * What Prometheus reads. The node is asked when somebody reads, so that figures nobody looks at
 * cost nothing.
 */
final class MetricsPage {
  private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final ApiCall calls;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TransferMeters transfers = new TransferMeters();
  private final TrackerMeters tracker = new TrackerMeters();

  MetricsPage(ApiCall calls, List<MeterBinder> meters) {
    this.calls = calls;
    transfers.bindTo(registry);
    tracker.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    meters.forEach(meter -> meter.bindTo(registry));
  }

  void serve(RoutingContext context) {
    Future<?> peer =
        calls
            .ask(Addresses.PEER, action("list"))
            .otherwise(new JsonObject())
            .onSuccess(list -> transfers.update(list.getJsonArray("transfers", new JsonArray())));
    Future<?> stats =
        calls
            .ask(Addresses.TRACKER, action("stats"))
            .otherwise(new JsonObject())
            .onSuccess(tracker::update);
    Future.join(peer, stats)
        .onComplete(
            updated -> context.response().putHeader("content-type", TYPE).end(registry.scrape()));
  }

  private static JsonObject action(String name) {
    return new JsonObject().put("action", name);
  }
}
