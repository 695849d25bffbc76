package io.minibit.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A load generator in C out of this package's resources, compiled anew and run on a core of its
 * own.
 *
 * @param program what the compiler made
 */
record LoadProgram(Path program) {
  private static final String CORE = "1";

  /** Compiles one; needs a C compiler. */
  static LoadProgram compile(Path folder, String name) throws IOException, InterruptedException {
    Path source = folder.resolve(name + ".c");
    try (InputStream in = LoadProgram.class.getResourceAsStream(name + ".c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path program = folder.resolve(name);
    Command.run("cc", "-O2", "-o", program.toString(), source.toString());
    return new LoadProgram(program);
  }

  /** What one run found, by its names in the program. */
  record Result(Map<String, Double> figures) {
    double of(String name) {
      return Objects.requireNonNull(figures.get(name), name);
    }
  }

  /** Runs it and answers all that it printed. */
  String say(String... args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", CORE, program.toString()));
    words.addAll(List.of(args));
    return Command.run(words.toArray(String[]::new));
  }

  /** Runs it to measure. */
  Result run(String... args) throws IOException, InterruptedException {
    Map<String, Double> figures = new HashMap<>();
    for (String figure : say(args).strip().split(" ", -1)) {
      String[] parts = figure.split("=", 2);
      figures.put(parts[0], Double.valueOf(parts[1]));
    }
    return new Result(figures);
  }
}
