package io.minibit.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sums over all transfers, as they were when the page was last read. No label holds what others can
 * make up: a name or an id for each transfer would grow Prometheus without end.
 */
final class TransferMeters implements MeterBinder {
  private static final List<String> STATES =
      List.of("metadata", "checking", "downloading", "seeding", "paused", "failed");

  private final Map<String, Integer> states = new HashMap<>();
  private final Total downloaded = new Total("downloaded");
  private final Total uploaded = new Total("uploaded");
  private long downloadRate;
  private long uploadRate;
  private long peers;

  /** A count that never goes down, though transfers that were removed no longer tell theirs. */
  private static final class Total {
    private final String field;
    private Map<String, Long> last = new HashMap<>();
    private double sum;

    Total(String field) {
      this.field = field;
    }

    void update(JsonArray transfers) {
      Map<String, Long> now = new HashMap<>();
      for (Object transfer : transfers) {
        JsonObject json = (JsonObject) transfer;
        long bytes = json.getLong(field, 0L);
        now.put(json.getString("id"), bytes);
        sum += Math.max(0, bytes - last.getOrDefault(json.getString("id"), 0L));
      }
      last = now;
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (String state : STATES) {
      Gauge.builder("minibit.transfers", states, counts -> counts.getOrDefault(state, 0))
          .tag("state", state)
          .description("Transfers by state")
          .register(registry);
    }
    counter(registry, downloaded, "Payload bytes received");
    counter(registry, uploaded, "Payload bytes sent");
    rate(registry, "minibit.download.rate", "Payload coming in", () -> downloadRate);
    rate(registry, "minibit.upload.rate", "Payload going out", () -> uploadRate);
    Gauge.builder("minibit.peers", () -> peers)
        .description("Connected peers of all transfers")
        .register(registry);
  }

  private static void counter(MeterRegistry registry, Total total, String description) {
    FunctionCounter.builder("minibit." + total.field, total, bytes -> bytes.sum)
        .baseUnit("bytes")
        .description(description)
        .register(registry);
  }

  private static void rate(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value)
        .baseUnit("bytes_per_second")
        .description(description)
        .register(registry);
  }

  /** Takes in the answer to {@code list}. */
  void update(JsonArray transfers) {
    states.clear();
    downloadRate = 0;
    uploadRate = 0;
    peers = 0;
    for (Object transfer : transfers) {
      JsonObject json = (JsonObject) transfer;
      states.merge(json.getString("state"), 1, Integer::sum);
      downloadRate += json.getLong("downloadRate", 0L);
      uploadRate += json.getLong("uploadRate", 0L);
      peers += json.getLong("peers", 0L);
    }
    downloaded.update(transfers);
    uploaded.update(transfers);
  }
}
