package io.minibit.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another program, or our own jar, run to its end. */
final class Command {
  private Command() {}

  /** Runs it and returns what it printed; any exit code but 0 is an error. */
  static String run(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + ": " + output);
    }
    return output;
  }

  /** Runs it and returns the seconds that it took. */
  static double seconds(String... words) throws IOException, InterruptedException {
    long start = System.nanoTime();
    run(words);
    return (System.nanoTime() - start) / 1e9;
  }

  /** Our jar under the running Java. */
  static String[] minibit(List<String> javaOptions, String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(javaOptions);
    words.add("-jar");
    words.add(System.getProperty("minibit.jar"));
    words.addAll(List.of(args));
    return words.toArray(String[]::new);
  }
}
