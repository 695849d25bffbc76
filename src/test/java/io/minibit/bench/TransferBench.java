package io.minibit.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * 1 GiB from one seeder to one leecher, v1 with pieces of 1 MiB, in every pairing of our processes
 * and aria2's, in turns, on a RAM disk. The clock runs from the leecher's start to its end, which
 * is when all is verified; peers find each other by a tracker of ours that nobody is charged for.
 */
final class TransferBench {
  private static final long SIZE = 1L << 30;
  private static final int PIECE = 1 << 20;
  private static final int WARM_UPS = 1;
  private static final int ROUNDS = 5;
  private static final String NAME = "big.bin";

  /** Who gives to whom. */
  private record Pair(Client seeder, Client leecher) {
    @Override
    public String toString() {
      return seeder + " to " + leecher;
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair(Client.ARIA2, Client.ARIA2),
          new Pair(Client.MINIBIT, Client.MINIBIT),
          new Pair(Client.ARIA2, Client.MINIBIT),
          new Pair(Client.MINIBIT, Client.ARIA2));

  /** What was measured of one pairing. */
  private static final class Figures {
    final Rounds seconds = new Rounds();
    final Rounds seederCpu = new Rounds();
    final Rounds leecherCpu = new Rounds();
    final Rounds seederPeak = new Rounds();
    final Rounds leecherPeak = new Rounds();
  }

  private final Scratch scratch;
  private final TransferRun run;
  private final Map<Pair, Figures> figures = new LinkedHashMap<>();

  private TransferBench(Scratch scratch, TransferRun run) {
    this.scratch = scratch;
    this.run = run;
    PAIRS.forEach(pair -> figures.put(pair, new Figures()));
  }

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = Scratch.random(scratch.folder("seed").resolve(NAME), SIZE);
      TransferRun run = TransferRun.of(content, PIECE, List.of());
      new TransferBench(scratch, run).measure();
    }
  }

  private void measure() throws Exception {
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (Pair pair : PAIRS) {
        TransferRun.Result result =
            run.transfer(pair.seeder(), pair.leecher(), scratch.folder().resolve("leech"));
        if (round >= 0) {
          Figures of = figures.get(pair);
          of.seconds.add(result.seconds());
          of.seederCpu.add(result.seederCpu());
          of.leecherCpu.add(result.leecherCpu());
          of.seederPeak.add(result.seederPeak());
          of.leecherPeak.add(result.leecherPeak());
        }
      }
    }
    print();
  }

  private void print() {
    double rival = figures.get(PAIRS.get(0)).seconds.median();
    System.out.printf(
        "%n1 GiB on /dev/shm, v1, pieces of 1 MiB, %d rounds in turns, Java %s%n%n",
        ROUNDS, System.getProperty("java.version"));
    System.out.println(
        "| seeder to leecher | s (median) | min | max | of aria2 to aria2 | CPU s, seeder |"
            + " CPU s, leecher | peak MiB, seeder | peak MiB, leecher |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    JsonArray rows = new JsonArray();
    figures.forEach(
        (pair, of) -> {
          System.out.printf(
              "| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f |%n",
              pair,
              of.seconds.median(),
              of.seconds.min(),
              of.seconds.max(),
              of.seconds.median() / rival,
              of.seederCpu.median(),
              of.leecherCpu.median(),
              of.seederPeak.median(),
              of.leecherPeak.median());
          rows.add(
              new JsonObject()
                  .put("pair", pair.toString())
                  .put("seconds", of.seconds.all())
                  .put("seederCpu", of.seederCpu.all())
                  .put("leecherCpu", of.leecherCpu.all())
                  .put("seederPeakMiB", of.seederPeak.all())
                  .put("leecherPeakMiB", of.leecherPeak.all()));
        });
    System.out.println();
    System.out.println(rows.encode());
  }
}
