package io.minibit.bench;

import io.minibit.cli.LogProvider;
import java.util.ArrayList;
import java.util.List;
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

  /** All that is about how fast files get to other machines. */
  private static final List<String> SPEED =
      List.of(
          "start",
          "first-byte",
          "transfer",
          "transfer-running",
          "transfer-files",
          "transfer-memory",
          "swarm-shaped",
          "wire",
          "swarm",
          "digest");

  private Bench() {}

  /**
   * Runs suites one after the other; says which there are where a name is not known.
   *
   * @param names names of suites, several with spaces between them in one word or in several;
   *     {@code speed} stands for all that is about transfers
   */
  public static void main(String[] names) throws Exception {
    LogProvider.use();
    List<String> asked = new ArrayList<>();
    for (String name : String.join(" ", names).trim().split("\\s+", -1)) {
      asked.addAll("speed".equals(name) ? SPEED : List.of(name));
    }
    if (!SUITES.keySet().containsAll(asked)) {
      System.out.println("benchmarks: speed " + String.join(" ", SUITES.keySet()));
      return;
    }
    for (String name : asked) {
      SUITES.get(name).run();
    }
  }
}
