package io.minibit.bench;

import io.minibit.cli.LogProvider;
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
          Map.ofEntries(
              Map.entry("create", new CreateBench()),
              Map.entry("create-heap", new CreateHeapBench()),
              Map.entry("digest", DigestBench::start),
              Map.entry("first-byte", FirstByteBench::run),
              Map.entry("old-transfer", OldTransferBench::run),
              Map.entry("parse", new ParseBench()),
              Map.entry("start", StartBench::start),
              Map.entry("swarm", SwarmBench::start),
              Map.entry("swarm-shaped", ShapedSwarmBench::run),
              Map.entry("table", TableBench::start),
              Map.entry("tracker", TrackerBench::run),
              Map.entry("transfer", TransferBench::run),
              Map.entry("transfer-files", TransferBench::manyFiles),
              Map.entry("transfer-memory", TransferMemoryBench::run),
              Map.entry("transfer-running", RunningBench::run),
              Map.entry("verify", VerifyBench::verify),
              Map.entry("verify-sparse", VerifyBench::sparse),
              Map.entry("web", WebBench::run),
              Map.entry("wire", WireBench::start)));

  private Bench() {}

  /**
   * Runs the suites that are named; with no name, or {@code list}, says which there are.
   *
   * @param names names of suites
   */
  public static void main(String[] names) throws Exception {
    LogProvider.use();
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
