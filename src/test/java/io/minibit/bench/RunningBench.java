package io.minibit.bench;

import io.minibit.bench.ProcessFigures.Cpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * 1 GiB from nodes of ours that run already, on a RAM disk, in turns with others: to one, beside
 * nginx and curl; and to four at once, beside aria2. Ours is timed from the request to the {@code
 * completed} event of the last, when all is verified and synced; theirs from the start to the end
 * of their processes.
 */
final class RunningBench implements AutoCloseable {
  private static final long SIZE = 1L << 30;
  private static final int PIECE = 1 << 20;

  /** A node that has run for a while has compiled what it does often; five gigabytes do that. */
  private static final int WARM_UPS = 4;

  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int LEECHERS = 4;
  private static final String NAME = "big.bin";

  private final Scratch scratch;
  private final TransferRun run;
  private final TransferRun aria;
  private final List<BenchNode> leechers = new ArrayList<>();
  private final BenchNode seeder;
  private final WebRival web;
  private final Figures figures = new Figures("transfer-running");

  private RunningBench(Scratch scratch, TransferRun run) throws Exception {
    this.scratch = scratch;
    this.run = run;
    aria = TransferRun.of(run.content(), PIECE, List.of());
    seeder = node("seed");
    seeder.awaitCompleted(seeder.get("torrent", run.torrent().toString()));
    for (int i = 0; i < LEECHERS; i++) {
      leechers.add(node("leech" + i));
    }
    web = WebRival.start(scratch.folder(), seeder.folder());
    figures.rival("minibit to minibit", "nginx to curl");
    figures.rival("minibit to 4 of minibit", "aria2 to 4 of aria2");
  }

  private BenchNode node(String name) throws Exception {
    return BenchNode.start(
        scratch.folder(name),
        "'peer': {'host': '127.0.0.1', 'trackers': [], 'allowedDirectories': ['%s']}"
            .formatted(scratch.folder()));
  }

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = Scratch.random(scratch.folder("seed").resolve(NAME), SIZE);
      TransferRun run = TransferRun.of(content, PIECE, List.of());
      try (TrackerProcess tracker = TrackerProcess.start(scratch.folder(), run.trackerPort());
          RunningBench bench = new RunningBench(scratch, run)) {
        tracker.awaitSeeder(run.infoHash());
        bench.measure();
      }
    }
  }

  private void measure() throws Exception {
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      curl(round >= 0);
      ours("minibit to minibit", 1, round >= 0);
      aria(round >= 0);
      ours("minibit to 4 of minibit", LEECHERS, round >= 0);
    }
    figures.report("1 GiB on /dev/shm from running nodes, " + ROUNDS + " rounds in turns");
  }

  private void curl(boolean counts) throws Exception {
    Path to = scratch.folder().resolve("fetched");
    Cpu before = web.cpu();
    double seconds = web.fetch(NAME, to);
    add("nginx to curl", seconds, web.cpu().minus(before), counts);
    check(to);
    Files.delete(to);
  }

  private void ours(String contestant, int count, boolean counts) throws Exception {
    List<BenchNode> asked = leechers.subList(0, count);
    Cpu before = cpu();
    long begun = System.nanoTime();
    String id = null;
    for (BenchNode each : asked) {
      id = each.get("torrent", run.torrent().toString());
    }
    for (BenchNode each : asked) {
      each.awaitCompleted(id);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    add(contestant, seconds, cpu().minus(before), counts);
    if (counts) {
      figures.add(contestant, "seeder peak MiB", seeder.peakMebibytes());
      figures.add(contestant, "leecher peak MiB", asked.get(0).peakMebibytes());
    }
    for (BenchNode each : asked) {
      check(each.folder().resolve(NAME));
      each.delete(id);
    }
  }

  private Cpu cpu() throws IOException {
    Cpu sum = seeder.cpu();
    for (BenchNode each : leechers) {
      sum = sum.plus(each.cpu());
    }
    return sum;
  }

  /** Among themselves: their tracker knows nothing of our seeder, which would help. */
  private void aria(boolean counts) throws Exception {
    try (TrackerProcess tracker = TrackerProcess.start(scratch.folder(), aria.trackerPort())) {
      aria(tracker, counts);
    }
  }

  private void aria(TrackerProcess tracker, boolean counts) throws Exception {
    Path log = scratch.folder().resolve("aria.log");
    Process seeding =
        TransferRun.start(Client.ARIA2.seed(aria.torrent(), seeder.folder(), List.of()), log);
    try {
      tracker.awaitSeeder(aria.infoHash());
      Cpu before = ProcessFigures.endedCpu().plus(ProcessFigures.cpu(seeding.pid()));
      long begun = System.nanoTime();
      List<Process> fetching = new ArrayList<>();
      for (int i = 0; i < LEECHERS; i++) {
        fetching.add(
            TransferRun.start(
                Client.ARIA2.leech(aria.torrent(), scratch.folder("aria" + i), List.of()), log));
      }
      for (Process each : fetching) {
        if (each.waitFor() != 0) {
          throw new IOException("aria2: " + Files.readString(log));
        }
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      Cpu after = ProcessFigures.endedCpu().plus(ProcessFigures.cpu(seeding.pid()));
      add("aria2 to 4 of aria2", seconds, after.minus(before), counts);
    } finally {
      seeding.destroy();
      seeding.waitFor();
      for (int i = 0; i < LEECHERS; i++) {
        Scratch.delete(scratch.folder("aria" + i));
      }
    }
  }

  private void add(String contestant, double seconds, Cpu cpu, boolean counts) {
    if (counts) {
      figures.add(contestant, Figures.SECONDS, seconds);
      figures.add(contestant, "user s, all sides", cpu.user());
      figures.add(contestant, "system s, all sides", cpu.system());
    }
  }

  private void check(Path copy) throws IOException {
    if (Files.mismatch(run.content(), copy) >= 0) {
      throw new IOException(copy + " is not what was sent");
    }
  }

  @Override
  public void close() throws IOException {
    web.close();
    for (BenchNode each : leechers) {
      each.close();
    }
    seeder.close();
  }
}
