package io.minibit.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** The tracker's own counters, as they were when the page was last read; absent where none runs. */
final class TrackerMeters implements MeterBinder {
  private static final Map<String, String> LEVELS =
      Map.of(
          "names", "Names registered",
          "peers", "Peers of the name protocol",
          "registrations", "Pairs of a peer and a name",
          "swarms", "Swarms of BitTorrent",
          "swarmPeers", "Peers in all swarms");

  /**
   * What is counted by a word that the tracker itself chose, and the meter's name: the words are
   * few and fixed.
   */
  private static final Map<String, String> COUNTS =
      Map.of(
          "received", "received",
          "refused", "refused",
          "answeredWithin", "answered.within",
          "httpAnsweredWithin", "http.answered.within",
          "bytesIn", "in.bytes",
          "bytesOut", "out.bytes");

  private JsonObject stats = new JsonObject();
  private MeterRegistry registry;

  @Override
  public void bindTo(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Takes in the answer to {@code stats}; empty where there is no tracker. */
  void update(JsonObject answer) {
    boolean first = stats.isEmpty() && !answer.isEmpty();
    stats = answer;
    if (first) {
      LEVELS.forEach(this::level);
      FunctionCounter.builder("minibit.tracker.unsent", this, meters -> meters.number("unsent"))
          .description("Answers that the network did not take")
          .register(registry);
    }
    for (String count : COUNTS.keySet()) {
      // Registering one again finds the one that is there.
      answer
          .getJsonObject(count, new JsonObject())
          .fieldNames()
          .forEach(word -> count(count, word));
    }
  }

  private void level(String field, String description) {
    Gauge.builder("minibit.tracker." + words(field), this, meters -> meters.number(field))
        .description(description)
        .register(registry);
  }

  private static String words(String field) {
    return field.equals("swarmPeers") ? "swarm.peers" : field;
  }

  private double number(String field) {
    return stats.getLong(field, 0L);
  }

  private void count(String field, String word) {
    FunctionCounter.builder(
            "minibit.tracker." + COUNTS.get(field),
            this,
            meters -> meters.stats.getJsonObject(field, new JsonObject()).getLong(word, 0L))
        .tag("kind", word)
        .description("The tracker's " + field + " since the start, by kind")
        .register(registry);
  }
}
