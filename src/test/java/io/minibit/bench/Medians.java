package io.minibit.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measurements of several rivals, taken in turns, of which the medians count. */
final class Medians {
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  void add(String what, double value) {
    values.computeIfAbsent(what, key -> new ArrayList<>()).add(value);
  }

  double of(String what) {
    List<Double> sorted = new ArrayList<>(values.get(what));
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  /** The median with the lowest and the highest value, of bytes a second. */
  String inMegabytes(String what) {
    return String.format(
        "%.0f (%.0f to %.0f)",
        of(what) / 1e6,
        Collections.min(values.get(what)) / 1e6,
        Collections.max(values.get(what)) / 1e6);
  }

  /** The median with the lowest and the highest value, of seconds. */
  String inMilliseconds(String what) {
    return String.format(
        "%.0f (%.0f to %.0f)",
        of(what) * 1e3,
        Collections.min(values.get(what)) * 1e3,
        Collections.max(values.get(what)) * 1e3);
  }
}
