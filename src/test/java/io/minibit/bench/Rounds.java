package io.minibit.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the rounds of one contestant measured. */
final class Rounds {
  private final List<Double> figures = new ArrayList<>();

  void add(double figure) {
    figures.add(figure);
  }

  double median() {
    return sorted().get(figures.size() / 2);
  }

  double min() {
    return sorted().get(0);
  }

  List<Double> all() {
    return List.copyOf(figures);
  }

  double max() {
    return sorted().get(figures.size() - 1);
  }

  private List<Double> sorted() {
    List<Double> sorted = new ArrayList<>(figures);
    Collections.sort(sorted);
    return sorted;
  }
}
