package io.minibit.bench;

import java.util.Map;
import java.util.TreeMap;

/**
 * The one door to the benchmarks: {@code mvn -q -DskipTests package exec:exec -Dbench=NAME}. Each
 * prints a table in Markdown, rivals and ours side by side from the same run.
 */
public final class Bench {
  /** A benchmark that runs whole and prints its table. */
  interface Suite {
    void run() throws Exception;
  }

  private static final Map<String, Suite> SUITES =
      new TreeMap<>(
          Map.of(
              "create",
              new CreateBench(),
              "create-heap",
              new CreateHeapBench(),
              "old-transfer",
              OldTransferBench::run,
              "parse",
              new ParseBench(),
              "start",
              StartBench::start,
              "verify",
              VerifyBench::verify,
              "verify-sparse",
              VerifyBench::sparse,
              "wire",
              WireBench::start));

  private Bench() {}

  /**
   * Runs the suites that are named; with no name, or {@code list}, says which there are.
   *
   * @param names names of suites
   */
  public static void main(String[] names) throws Exception {
    for (String name : names) {
      Suite suite = SUITES.get(name);
      if (suite == null) {
        System.out.println("benchmarks: " + String.join(" ", SUITES.keySet()));
        return;
      }
      suite.run();
    }
  }
}
