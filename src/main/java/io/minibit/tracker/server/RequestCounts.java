package io.minibit.tracker.server;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How many requests came by kind, and how many were refused by reason. One owner. */
final class RequestCounts {
  private final Map<String, Long> received = new TreeMap<>();
  private final Map<String, Long> refused = new TreeMap<>();

  void receive(String kind) {
    received.merge(kind, 1L, Long::sum);
  }

  void refuse(Enum<?> reason) {
    refuse(reason.name().toLowerCase(Locale.ROOT));
  }

  void refuse(String reason) {
    refused.merge(reason, 1L, Long::sum);
  }

  Map<String, Long> received() {
    return Map.copyOf(received);
  }

  Map<String, Long> refused() {
    return Map.copyOf(refused);
  }
}
