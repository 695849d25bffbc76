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

/** The load generator of {@code udp-load.c}, compiled anew, on a core of its own. */
final class UdpLoad {
  private static final String CORE = "1";

  private final Path program;

  private UdpLoad(Path program) {
    this.program = program;
  }

  /** Compiles it; needs a C compiler. */
  static UdpLoad compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("udp-load.c");
    try (InputStream in = UdpLoad.class.getResourceAsStream("udp-load.c")) {
      Files.copy(Objects.requireNonNull(in), source);
    }
    Path program = folder.resolve("udp-load");
    Command.run("cc", "-O2", "-o", program.toString(), source.toString());
    return new UdpLoad(program);
  }

  /** What one run found, by its names in the program. */
  record Result(Map<String, Double> figures) {
    double of(String name) {
      return Objects.requireNonNull(figures.get(name), name);
    }
  }

  /** The info hashes that it announces, one a line. */
  String hashes(int torrents) throws IOException, InterruptedException {
    return Command.run(program.toString(), "hashes", "" + torrents);
  }

  /** Announces every peer once. */
  Result fill(int port, int torrents, int peers) throws IOException, InterruptedException {
    return run("fill", "127.0.0.1", "" + port, "" + torrents, "" + peers);
  }

  /**
   * Announces random ones of the peers.
   *
   * @param rate a second; 0 for all that the tracker takes
   */
  Result announce(int port, int torrents, int peers, double seconds, long rate)
      throws IOException, InterruptedException {
    return run("run", "127.0.0.1", "" + port, "" + torrents, "" + peers, "" + seconds, "" + rate);
  }

  private Result run(String... args) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", CORE, program.toString()));
    words.addAll(List.of(args));
    Map<String, Double> figures = new HashMap<>();
    for (String figure : Command.run(words.toArray(String[]::new)).strip().split(" ", -1)) {
      String[] parts = figure.split("=", 2);
      figures.put(parts[0], Double.valueOf(parts[1]));
    }
    return new Result(figures);
  }
}
