package io.minibit.tracker.server;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests came by kind, and how many were refused by reason. Kinds and reasons are words
 * of ours, so there are few. Thread-safe.
 */
final class RequestCounts {
  private final Map<String, LongAdder> received = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  /** The counter of a kind, for who would look it up hundreds of thousands of times a second. */
  LongAdder receiver(String kind) {
    return received.computeIfAbsent(kind, first -> new LongAdder());
  }

  void receive(String kind) {
    receiver(kind).increment();
  }

  void refuse(Enum<?> reason) {
    refuse(reason.name().toLowerCase(Locale.ROOT));
  }

  void refuse(String reason) {
    refused.computeIfAbsent(reason, first -> new LongAdder()).increment();
  }

  Map<String, Long> received() {
    return sums(received);
  }

  Map<String, Long> refused() {
    return sums(refused);
  }

  private static Map<String, Long> sums(Map<String, LongAdder> counters) {
    Map<String, Long> sums = new HashMap<>();
    counters.forEach(
        (name, counter) -> {
          long sum = counter.sum();
          if (sum > 0) {
            sums.put(name, sum);
          }
        });
    return sums;
  }
}
