package io.minibit.bench;

import io.minibit.JarProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/**
 * Announces over UDP and HTTP against opentracker in the same run: each tracker has core 0 to
 * itself while its turn lasts, the load has core 1. Beside the rate stands what a second of the
 * tracker's processor time answers, which other work on the machine disturbs less. Then answer
 * times and memory with up to ten million peers. All figures are left in {@code bench-tracker.json}
 * beside the jar, too.
 */
final class TrackerBench {
  private static final int TORRENTS = 10_000;
  private static final int PEERS = 1_000_000;
  private static final int MOST_PEERS = 10_000_000;

  /** For the cost of growth, where swarms are of one size: only their number differs. */
  private static final int PEERS_A_TORRENT = 100;

  private static final int FEW_PEERS = 10_000;
  private static final int ROUNDS = 7;
  private static final double SECONDS = 3;
  private static final double SWEEP_SECONDS = 15;

  /** One core, so one socket; and what grew is given back when it is not needed. */
  private static final List<String> JVM =
      List.of(
          "-XX:ActiveProcessorCount=1",
          "-Xms48m",
          "-Xmx2g",
          "-Xmn32m",
          "-XX:-ShrinkHeapInSteps",
          "-XX:MinHeapFreeRatio=5",
          "-XX:MaxHeapFreeRatio=10");

  private final Path folder;
  private final UdpLoad udp;
  private final HttpLoad http;
  private final JsonObject json = new JsonObject();

  private TrackerBench(Path folder) throws Exception {
    this.folder = folder;
    this.udp = UdpLoad.compile(folder);
    this.http = HttpLoad.compile(folder);
  }

  static void run() throws Exception {
    try (Scratch scratch = Scratch.onDisk()) {
      // opentracker gives up its rights, and then reads from here.
      Files.setPosixFilePermissions(scratch.folder(), PosixFilePermissions.fromString("rwxrwxrwx"));
      TrackerBench bench = new TrackerBench(scratch.folder());
      bench.rates();
      bench.memory("with the flags for dear memory", JVM, true);
      bench.memory("with Java's own", List.of(), false);
      bench.growth();
      Files.writeString(
          Path.of(System.getProperty("minibit.jar")).resolveSibling("bench-tracker.json"),
          bench.json.encodePrettily());
    }
  }

  private void rates() throws Exception {
    int otherPort = Scratch.freePort();
    Process opentracker = opentracker(otherPort);
    try (JarProcess minibit = tracker(JVM)) {
      TrackerContestant other = new TrackerContestant("opentracker", otherPort, opentracker.pid());
      TrackerContestant ours =
          new TrackerContestant("minibit", minibit.awaitPort("tracker-udp"), minibit.pid());
      for (TrackerContestant each : List.of(other, ours)) {
        udp.fill(each.port(), TORRENTS, PEERS);
        udp.announce(each.port(), TORRENTS, PEERS, 3 * SECONDS, 0);
      }
      System.out.printf(
          "%n%d torrents, %d peers, up to 50 in an answer, %d rounds of %.0f s in turns, Java %s%n",
          TORRENTS, PEERS, ROUNDS, SECONDS, System.getProperty("java.version"));
      double half =
          inTurns(
                  "UDP announces",
                  List.of(other, ours),
                  port -> udp.announce(port, TORRENTS, PEERS, SECONDS, 0))
              / 2;
      latency("1M", ours.port(), PEERS, (long) half);
      http.announce(ours.port(), TORRENTS, PEERS, 3 * SECONDS, true);
      inTurns(
          "HTTP announces, a connection each",
          List.of(other.anew(), ours.anew()),
          port -> http.announce(port, TORRENTS, PEERS, SECONDS, false));
      // opentracker closes after each answer, whatever is asked for.
      inTurns(
          "HTTP announces, connections kept",
          List.of(ours.anew()),
          port -> http.announce(port, TORRENTS, PEERS, SECONDS, true));
    } finally {
      opentracker.destroy();
      opentracker.waitFor();
    }
  }

  /** Lets all have their turns, the last of which is ours, and answers our rate. */
  private double inTurns(
      String what, List<TrackerContestant> contestants, TrackerContestant.Round round)
      throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      for (TrackerContestant each : contestants) {
        each.round(round);
      }
    }
    TrackerContestant.head(what);
    contestants.forEach(TrackerContestant::row);
    TrackerContestant other = contestants.get(0);
    TrackerContestant ours = contestants.get(contestants.size() - 1);
    JsonObject found = new JsonObject().put("minibit", ours.json());
    if (other != ours) {
      System.out.printf(
          "%nminibit over opentracker: %.2f times the rate, %.2f times for each CPU second%n",
          ours.rate() / other.rate(), ours.perCpuSecond() / other.perCpuSecond());
      found.put("opentracker", other.json());
    }
    json.put(what, found);
    return ours.rate();
  }

  /**
   * The same load comes once before it is measured: a pace at which the tracker sleeps between
   * packets takes other paths than saturation did, and on one core their compilation is in the way
   * of the answers.
   */
  private void latency(String label, int port, int peers, long rate) throws Exception {
    udp.announce(port, TORRENTS, peers, SWEEP_SECONDS, rate);
    LoadProgram.Result result = udp.announce(port, TORRENTS, peers, SWEEP_SECONDS, rate);
    System.out.printf(
        "%nAt half of the rate that it can (%.0f/s for %.0f s, a sweep of %d peers each 5 s): half"
            + " of the answers within %.2f ms, 99 %% within %.2f ms, 99.9 %% within %.2f ms%n",
        result.of("rate"),
        SWEEP_SECONDS,
        peers,
        result.of("p50"),
        result.of("p99"),
        result.of("p999"));
    json.put("latency " + label, new JsonObject(Map.copyOf(result.figures())));
  }

  private void memory(String label, List<String> flags, boolean timed) throws Exception {
    try (JarProcess minibit = tracker(flags)) {
      int port = minibit.awaitPort("tracker-udp");
      udp.fill(port, TORRENTS, 2 * TORRENTS); // What running code needs, beside what peers do.
      Usage empty = Usage.of(minibit.pid());
      System.out.printf(
          "%n| peers, %s | heap, bytes a peer | process, bytes a peer |%n| --- | --- | --- |%n",
          label);
      for (int peers : new int[] {PEERS, MOST_PEERS}) {
        udp.fill(port, TORRENTS, peers);
        Usage full = Usage.of(minibit.pid());
        double added = peers - 2.0 * TORRENTS;
        double heap = (full.heap - empty.heap) / added;
        double process = (full.process - empty.process) / added;
        System.out.printf("| %d | %.1f | %.1f |%n", peers, heap, process);
        json.put(
            "bytes a peer, " + label + ", " + peers,
            new JsonObject().put("heap", heap).put("process", process));
      }
      if (timed) {
        Rounds rates = new Rounds();
        for (int i = 0; i < 3; i++) {
          rates.add(udp.announce(port, TORRENTS, MOST_PEERS, SECONDS, 0).of("rate"));
        }
        latency("10M", port, MOST_PEERS, (long) (rates.median() / 2));
      }
    }
  }

  private void growth() throws Exception {
    try (JarProcess few = tracker(JVM);
        JarProcess many = tracker(JVM)) {
      TrackerContestant small =
          new TrackerContestant("few", few.awaitPort("tracker-udp"), few.pid());
      TrackerContestant large =
          new TrackerContestant("many", many.awaitPort("tracker-udp"), many.pid());
      grow(small, FEW_PEERS);
      grow(large, MOST_PEERS);
      for (int i = 0; i < ROUNDS; i++) {
        small.round(port -> random(port, FEW_PEERS, SECONDS));
        large.round(port -> random(port, MOST_PEERS, SECONDS));
      }
      System.out.printf(
          "%nCPU for an announce: %.2f µs with %d peers, %.2f µs with %d: %.2f times%n",
          1e6 / small.perCpuSecond(),
          FEW_PEERS,
          1e6 / large.perCpuSecond(),
          MOST_PEERS,
          small.perCpuSecond() / large.perCpuSecond());
      json.put("growth", new JsonObject().put("few", small.json()).put("many", large.json()));
    }
  }

  private void grow(TrackerContestant tracker, int peers) throws Exception {
    udp.fill(tracker.port(), peers / PEERS_A_TORRENT, peers);
    random(tracker.port(), peers, 3 * SECONDS);
  }

  private LoadProgram.Result random(int port, int peers, double seconds) throws Exception {
    return udp.announce(port, peers / PEERS_A_TORRENT, peers, seconds, 0);
  }

  /** Memory in use, in bytes, when what is not needed was given back. */
  private record Usage(double heap, double process) {
    static Usage of(long pid) throws Exception {
      String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
      for (int i = 0; i < 3; i++) {
        Command.run(jcmd, "" + pid, "GC.run");
      }
      // The live objects are counted, so all else in the heap is not.
      String histogram = Command.run(jcmd, "" + pid, "GC.class_histogram");
      String total =
          histogram.lines().filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
      return new Usage(
          Double.parseDouble(total.strip().split("\\s+", 4)[2]),
          ProcessFigures.residentMebibytes(pid) * (1 << 20));
    }
  }

  private Process opentracker(int port) throws Exception {
    Files.writeString(folder.resolve("wl.txt"), udp.hashes(TORRENTS));
    return new ProcessBuilder(
            "taskset",
            "-c",
            "0",
            "opentracker",
            "-i",
            "127.0.0.1",
            "-p",
            "" + port,
            "-P",
            "" + port,
            "-d",
            folder.toString(),
            "-w",
            "wl.txt")
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private JarProcess tracker(List<String> flags) throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("tracker.json"),
            "{\"tracker\": {\"host\": \"127.0.0.1\", \"port\": 0}}");
    JarProcess minibit = JarProcess.run(folder, Map.of(), flags, "-conf", conf.toString());
    minibit.awaitPort("tracker-udp");
    Command.run("taskset", "-a", "-p", "-c", "0", "" + minibit.pid());
    return minibit;
  }
}
