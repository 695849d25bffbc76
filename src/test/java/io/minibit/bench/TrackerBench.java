package io.minibit.bench;

import io.minibit.JarProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Announces over UDP against opentracker in the same run: each tracker has core 0 to itself while
 * its turn lasts, the load has core 1. Beside the rate stands what a second of the tracker's
 * processor time answers, which other work on the machine disturbs less. Then memory and answer
 * times with up to ten million peers.
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
  private final UdpLoad load;

  private TrackerBench(Path folder) throws Exception {
    this.folder = folder;
    this.load = UdpLoad.compile(folder);
  }

  static void run() throws Exception {
    Path folder = Files.createTempDirectory("bench");
    // opentracker gives up its rights, and then reads from here.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    try {
      TrackerBench bench = new TrackerBench(folder);
      bench.rates();
      bench.memory();
      bench.growth();
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** A tracker in its turns. */
  private final class Contestant {
    private final String name;
    private final int port;
    private final long pid;
    private final Rounds rates = new Rounds();
    private final Rounds perCpuSecond = new Rounds();
    private final Rounds cpu = new Rounds();
    private final Rounds loadCpu = new Rounds();

    Contestant(String name, int port, long pid) {
      this.name = name;
      this.port = port;
      this.pid = pid;
    }

    void round() throws Exception {
      double before = ProcessFigures.cpuSeconds(pid);
      UdpLoad.Result result = load.announce(port, TORRENTS, PEERS, SECONDS, 0);
      double used = ProcessFigures.cpuSeconds(pid) - before;
      rates.add(result.of("rate"));
      perCpuSecond.add(result.of("answered") / used);
      cpu.add(100 * used / SECONDS);
      loadCpu.add(100 * result.of("cpu"));
    }

    void row() {
      System.out.printf(
          "| %s | %.0f (%.0f to %.0f) | %.0f | %.0f %% | %.0f %% |%n",
          name,
          rates.median(),
          rates.min(),
          rates.max(),
          perCpuSecond.median(),
          cpu.median(),
          loadCpu.median());
    }
  }

  private void rates() throws Exception {
    int otherPort = freePort();
    Files.writeString(folder.resolve("wl.txt"), load.hashes(TORRENTS));
    Process opentracker =
        new ProcessBuilder(
                "taskset",
                "-c",
                "0",
                "opentracker",
                "-i",
                "127.0.0.1",
                "-p",
                "" + otherPort,
                "-P",
                "" + otherPort,
                "-d",
                folder.toString(),
                "-w",
                "wl.txt")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (JarProcess minibit = tracker()) {
      Contestant other = new Contestant("opentracker", otherPort, opentracker.pid());
      Contestant ours = new Contestant("minibit", minibit.awaitPort("tracker-udp"), minibit.pid());
      for (Contestant each : List.of(other, ours)) {
        load.fill(each.port, TORRENTS, PEERS);
        load.announce(each.port, TORRENTS, PEERS, 3 * SECONDS, 0);
      }
      for (int i = 0; i < ROUNDS; i++) {
        other.round();
        ours.round();
      }
      System.out.printf(
          "%n%d torrents, %d peers, up to 50 in an answer, %d rounds of %.0f s in turns, Java %s%n%n",
          TORRENTS, PEERS, ROUNDS, SECONDS, System.getProperty("java.version"));
      System.out.println(
          "| | UDP announces/s (median, min to max) | for each CPU second | tracker's core | load's"
              + " core |");
      System.out.println("| --- | --- | --- | --- | --- |");
      other.row();
      ours.row();
      System.out.printf(
          "%nminibit over opentracker: %.2f times the rate, %.2f times for each CPU second%n",
          ours.rates.median() / other.rates.median(),
          ours.perCpuSecond.median() / other.perCpuSecond.median());
      latency(ours, PEERS);
    } finally {
      opentracker.destroy();
      opentracker.waitFor();
    }
  }

  private void latency(Contestant ours, int peers) throws Exception {
    long half = (long) (ours.rates.median() / 2);
    UdpLoad.Result result = load.announce(ours.port, TORRENTS, peers, SWEEP_SECONDS, half);
    System.out.printf(
        "%nAt half that load (%.0f/s for %.0f s, a sweep of %d peers each 5 s): half of the answers"
            + " within %.2f ms, 99 %% within %.2f ms, 99.9 %% within %.2f ms%n",
        result.of("rate"),
        SWEEP_SECONDS,
        peers,
        result.of("p50"),
        result.of("p99"),
        result.of("p999"));
  }

  private void memory() throws Exception {
    try (JarProcess minibit = tracker()) {
      int port = minibit.awaitPort("tracker-udp");
      load.fill(port, TORRENTS, 2 * TORRENTS); // What running code needs, beside what peers do.
      Usage empty = Usage.of(minibit.pid());
      System.out.printf(
          "%n| peers | heap, bytes a peer | process, bytes a peer |%n| --- | --- | --- |%n");
      for (int peers : new int[] {PEERS, MOST_PEERS}) {
        load.fill(port, TORRENTS, peers);
        Usage full = Usage.of(minibit.pid());
        System.out.printf(
            "| %d | %.1f | %.1f |%n",
            peers,
            (full.heap - empty.heap) / (double) (peers - 2 * TORRENTS),
            (full.process - empty.process) / (double) (peers - 2 * TORRENTS));
      }
      Contestant ours = new Contestant("minibit", port, minibit.pid());
      for (int i = 0; i < 3; i++) {
        double before = ProcessFigures.cpuSeconds(ours.pid);
        UdpLoad.Result result = load.announce(port, TORRENTS, MOST_PEERS, SECONDS, 0);
        ours.rates.add(result.of("rate"));
        ours.perCpuSecond.add(
            result.of("answered") / (ProcessFigures.cpuSeconds(ours.pid) - before));
      }
      latency(ours, MOST_PEERS);
    }
  }

  private void growth() throws Exception {
    double[] cost = new double[2];
    int[] sizes = {FEW_PEERS, MOST_PEERS};
    for (int i = 0; i < sizes.length; i++) {
      int torrents = sizes[i] / PEERS_A_TORRENT;
      try (JarProcess minibit = tracker()) {
        int port = minibit.awaitPort("tracker-udp");
        load.fill(port, torrents, sizes[i]);
        load.announce(port, torrents, sizes[i], 3 * SECONDS, 0);
        Rounds costs = new Rounds();
        for (int round = 0; round < ROUNDS; round++) {
          double before = ProcessFigures.cpuSeconds(minibit.pid());
          UdpLoad.Result result = load.announce(port, torrents, sizes[i], SECONDS, 0);
          costs.add((ProcessFigures.cpuSeconds(minibit.pid()) - before) / result.of("answered"));
        }
        cost[i] = costs.median();
      }
    }
    System.out.printf(
        "%nCPU for an announce: %.2f µs with %d peers, %.2f µs with %d: %.2f times%n",
        cost[0] * 1e6, sizes[0], cost[1] * 1e6, sizes[1], cost[1] / cost[0]);
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

  private JarProcess tracker() throws Exception {
    Path conf =
        Files.writeString(
            folder.resolve("tracker.json"),
            "{\"tracker\": {\"host\": \"127.0.0.1\", \"port\": 0}}");
    JarProcess minibit = JarProcess.run(folder, Map.of(), JVM, "-conf", conf.toString());
    minibit.awaitPort("tracker-udp");
    Command.run("taskset", "-a", "-p", "-c", "0", "" + minibit.pid());
    return minibit;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
