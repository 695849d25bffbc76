package io.minibit.bench;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a benchmark measured of several contestants in turns: a table of medians for people, and all
 * single values as JSON under {@code target/bench} for programs.
 */
final class Figures {
  /** What every contestant is measured by first. */
  static final String SECONDS = "s";

  private final String suite;
  private final Map<String, Map<String, Rounds>> rows = new LinkedHashMap<>();
  private final Map<String, String> rivals = new LinkedHashMap<>();

  Figures(String suite) {
    this.suite = suite;
  }

  /** Has a contestant compared with another, or itself, by {@link #SECONDS}. */
  void rival(String contestant, String rival) {
    rivals.put(contestant, rival);
  }

  void add(String contestant, String what, double value) {
    rows.computeIfAbsent(contestant, key -> new LinkedHashMap<>())
        .computeIfAbsent(what, key -> new Rounds())
        .add(value);
  }

  /** How many rounds of a contestant there were so far. */
  int count(String contestant) {
    return rows.get(contestant).get(SECONDS).all().size();
  }

  /** Adds what one transfer took of both sides. */
  void add(String contestant, TransferRun.Result result) {
    add(contestant, SECONDS, result.seconds());
    add(contestant, "seeder user s", result.seederCpu().user());
    add(contestant, "seeder system s", result.seederCpu().system());
    add(contestant, "leecher user s", result.leecherCpu().user());
    add(contestant, "leecher system s", result.leecherCpu().system());
    add(contestant, "seeder peak MiB", result.seederPeak());
    add(contestant, "leecher peak MiB", result.leecherPeak());
  }

  /** Prints the table under a title, and saves the JSON. */
  void report(String title) throws IOException {
    Set<String> others = new LinkedHashSet<>();
    rows.values().forEach(row -> others.addAll(row.keySet()));
    others.remove(SECONDS);
    System.out.printf("%n%s, Java %s%n%n", title, System.getProperty("java.version"));
    List<String> head = new ArrayList<>(List.of("", "s (median)", "min", "max", "of its rival"));
    head.addAll(others);
    line(head);
    line(head.stream().map(each -> "---").toList());
    rows.forEach((contestant, row) -> line(cells(contestant, row, others)));
    System.out.println();
    save(title);
  }

  private List<String> cells(String contestant, Map<String, Rounds> row, Set<String> others) {
    Rounds seconds = row.get(SECONDS);
    String rival = rivals.get(contestant);
    List<String> cells = new ArrayList<>();
    cells.add(contestant);
    cells.add(text(seconds.median()));
    cells.add(text(seconds.min()));
    cells.add(text(seconds.max()));
    cells.add(rival == null ? "" : text(seconds.median() / rows.get(rival).get(SECONDS).median()));
    others.forEach(what -> cells.add(row.containsKey(what) ? text(row.get(what).median()) : ""));
    return cells;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
  }

  private static void line(List<String> cells) {
    System.out.println("| " + String.join(" | ", cells) + " |");
  }

  private void save(String title) throws IOException {
    JsonObject all = new JsonObject();
    rows.forEach(
        (contestant, row) -> {
          JsonObject values = new JsonObject();
          row.forEach((what, rounds) -> values.put(what, rounds.all()));
          all.put(contestant, values);
        });
    JsonObject report =
        new JsonObject()
            .put("suite", suite)
            .put("title", title)
            .put("java", System.getProperty("java.version"))
            .put("cores", Runtime.getRuntime().availableProcessors())
            .put("rivals", new JsonObject(new LinkedHashMap<>(rivals)))
            .put("rounds", all);
    Path file = Files.createDirectories(Path.of("target", "bench")).resolve(suite + ".json");
    Files.writeString(file, report.encodePrettily());
    System.out.println("All values are in " + file + ".");
  }
}
