package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** A part of the inside that JMH measures alone. */
final class InnerPart {
  private InnerPart() {}

  /** Runs all benchmarks of a class; leaves their figures as JSON beside those of other suites. */
  static void run(String suite, Class<?> benchmarks) throws IOException, RunnerException {
    Path figures = Files.createDirectories(Path.of("target", "bench")).resolve(suite + ".json");
    new Runner(
            new OptionsBuilder()
                .include(benchmarks.getName())
                .resultFormat(ResultFormatType.JSON)
                .result(figures.toString())
                .build())
        .run();
  }
}
