package io.minibit.bench;

import io.minibit.JarProcess;
import io.minibit.bench.ProcessFigures.Cpu;
import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * 60 MB from one seeder to eight leechers, each behind 100 Mbit/s both ways, with the pieces that
 * {@code create} chooses: nodes of ours that run already, and aria2, in turns. The clock runs until
 * the last leecher has everything. Needs root, for the namespaces.
 */
final class ShapedSwarmBench {
  private static final int LEECHERS = 8;
  private static final long SIZE = 60_000_000;
  private static final double RATE = 12.5e6;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);

  /** Nine nodes of 60 MB each compile for so long on two cores, which is not what is measured. */
  private static final int WARM_UPS = 8;

  private static final int TRACKER_PORT = 6969;
  private static final int API_PORT = 7000;
  private static final String MINIBIT = "minibit";
  private static final String ARIA2 = "aria2";
  private static final String NAME = "content.bin";
  private static final String TOKEN = "shaped-swarm-bench";
  private static final String WITHIN = "bench.within";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

  private final Path folder;
  private final ShapedNetwork network;
  private final Path torrent;
  private final Figures figures = new Figures("swarm-shaped");
  private final List<JarProcess> nodes = new ArrayList<>();
  private final List<Bridge> bridges = new ArrayList<>();
  private final ExecutorService atOnce = Executors.newFixedThreadPool(LEECHERS);

  private ShapedSwarmBench(Path folder, ShapedNetwork network, Path torrent) {
    this.folder = folder;
    this.network = network;
    this.torrent = torrent;
  }

  static void run() throws Exception {
    if (Boolean.getBoolean(WITHIN)) {
      inside();
      return;
    }
    try {
      Command.run("unshare", "-n", "true");
    } catch (IOException e) {
      System.out.println("swarm-shaped: skipped, network namespaces are not permitted here");
      return;
    }
    Process process =
        new ProcessBuilder(
                "unshare",
                "-n",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + WITHIN + "=true",
                "-Drounds=" + ROUNDS,
                "-Dminibit.jar=" + System.getProperty("minibit.jar"),
                "-cp",
                System.getProperty("java.class.path"),
                Bench.class.getName(),
                "swarm-shaped")
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the benchmark within its namespace failed");
    }
  }

  private static void inside() throws Exception {
    try (Scratch scratch = Scratch.inMemory();
        ShapedNetwork network = new ShapedNetwork(LEECHERS + 1, "100mbit")) {
      Path content = Scratch.random(scratch.folder("0").resolve(NAME), SIZE);
      String tracker = "http://" + ShapedNetwork.HUB + ":" + TRACKER_PORT + "/announce";
      byte[] file =
          new TorrentBuilder(
                  content,
                  new BuildSettings(
                      TorrentFormat.V1,
                      OptionalInt.empty(),
                      false,
                      new Sources(List.of(List.of(tracker)), List.of(), List.of()),
                      Credits.NONE))
              .build(Runnable::run, 1, BuildMonitor.NONE)
              .file();
      Path torrent = Files.write(scratch.folder().resolve("t.torrent"), file);
      new ShapedSwarmBench(scratch.folder(), network, torrent).measure();
    }
  }

  private void measure() throws Exception {
    figures.rival(MINIBIT, ARIA2);
    try {
      startTracker();
      for (int host = 0; host <= LEECHERS; host++) {
        startNode(host);
      }
      for (int round = -WARM_UPS; round < ROUNDS; round++) {
        ours(round >= 0);
        if (round >= -1) {
          aria(round >= 0);
        }
      }
    } finally {
      atOnce.shutdown();
      for (JarProcess node : nodes) {
        node.close();
      }
    }
    figures.report(
        "%d MB from 1 seeder to %d leechers, 100 Mbit/s each way, %d rounds in turns"
            .formatted(SIZE / 1_000_000, LEECHERS, ROUNDS));
  }

  private void startNode(int host) throws Exception {
    Path home = Files.createDirectories(folder.resolve(Integer.toString(host)));
    Files.copy(torrent, home.resolve("t.torrent"));
    JsonObject api =
        new JsonObject()
            .put("host", ShapedNetwork.address(host))
            .put("port", API_PORT)
            .put("token", TOKEN);
    JsonObject peer =
        new JsonObject()
            .put("host", ShapedNetwork.address(host))
            .put("directory", home.toString())
            .put("menu", false);
    Path config =
        Files.writeString(
            home.resolve("node.json"), new JsonObject().put("api", api).put("peer", peer).encode());
    JarProcess node =
        JarProcess.run(network.on(host), home, Map.of(), List.of(), "-conf", config.toString());
    nodes.add(node);
    node.awaitPort("api");
    bridges.add(new Bridge(InetAddress.getByName(ShapedNetwork.address(host)), API_PORT, TOKEN));
  }

  /** One for all rounds: both clients say goodbye to it when they end. */
  private void startTracker() throws Exception {
    String config =
        new JsonObject()
            .put(
                "tracker",
                new JsonObject().put("host", ShapedNetwork.HUB).put("port", TRACKER_PORT))
            .encode();
    JarProcess tracker =
        JarProcess.run(
            folder, "-conf", Files.writeString(folder.resolve("tr.json"), config).toString());
    nodes.add(tracker);
    tracker.awaitPort("tracker-http");
  }

  private void ours(boolean counts) throws Exception {
    String id = get(0).getString("id");
    awaitComplete(0, id);
    final Cpu before = cpu();
    final long seedSent = ShapedNetwork.sent(0);
    final long begun = System.nanoTime();
    List<CompletableFuture<JsonObject>> asked = new ArrayList<>();
    for (int host = 1; host <= LEECHERS; host++) {
      int one = host;
      asked.add(CompletableFuture.supplyAsync(() -> get(one), atOnce));
    }
    for (CompletableFuture<JsonObject> each : asked) {
      each.get();
    }
    for (int host = 1; host <= LEECHERS; host++) {
      awaitComplete(host, id);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double copies = (ShapedNetwork.sent(0) - seedSent) / (double) SIZE;
    double uploaded = 0;
    for (int host = 0; host <= LEECHERS; host++) {
      uploaded += status(host, id).getLong("uploaded");
    }
    if (counts) {
      add(MINIBIT, seconds, copies);
      figures.add(MINIBIT, "useless bytes, %", 100 * (uploaded / (LEECHERS * (double) SIZE) - 1));
      Cpu spent = cpu().minus(before);
      figures.add(MINIBIT, "user s, all sides", spent.user());
      figures.add(MINIBIT, "system s, all sides", spent.system());
      figures.add(MINIBIT, "seeder peak MiB", peak(0));
      figures.add(MINIBIT, "leecher peak MiB", peak(1));
    }
    for (int host = 0; host <= LEECHERS; host++) {
      bridges
          .get(host)
          .peer(
              new JsonObject().put("action", "remove").put("id", id).put("deleteFiles", host > 0));
    }
  }

  private void add(String client, double seconds, double copies) {
    figures.add(client, Figures.SECONDS, seconds);
    figures.add(client, "times size/rate", seconds / (SIZE / RATE));
    figures.add(client, "copies on the seeder's wire", copies);
  }

  /** Of all nodes; the tracker is the first process. */
  private Cpu cpu() throws IOException {
    Cpu sum = new Cpu(0, 0);
    for (JarProcess node : nodes.subList(1, nodes.size())) {
      sum = sum.plus(ProcessFigures.cpu(node.pid()));
    }
    return sum;
  }

  private double peak(int host) throws IOException {
    return ProcessFigures.peakMebibytes(nodes.get(1 + host).pid());
  }

  private JsonObject get(int host) {
    String home = folder.resolve(Integer.toString(host)).toString();
    try {
      return bridges.get(host).peer("get", "torrent", home + "/t.torrent", "directory", home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonObject status(int host, String id) throws IOException {
    return bridges.get(host).peer("status", "id", id);
  }

  private void awaitComplete(int host, String id) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    JsonObject status = status(host, id);
    while (!"seeding".equals(status.getString("state"))) {
      if (System.nanoTime() > deadline) {
        throw new IOException("host " + host + " is not done: " + status);
      }
      Thread.sleep(10);
      status = status(host, id);
    }
  }

  private void aria(boolean counts) throws Exception {
    Path done = Files.createDirectories(folder.resolve("done"));
    List<Process> clients = new ArrayList<>();
    try {
      clients.add(aria(0, folder.resolve("0"), "true", "-V"));
      // It hashes the 60 MB and announces itself; nothing tells when.
      Thread.sleep(3_000);
      final long seedSent = ShapedNetwork.sent(0);
      final long begun = System.nanoTime();
      for (int host = 1; host <= LEECHERS; host++) {
        Path script = folder.resolve("done-" + host);
        Files.writeString(script, "#!/bin/sh\ntouch " + done.resolve("" + host) + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Path home = Files.createDirectories(folder.resolve("aria" + host));
        clients.add(aria(host, home, script.toString()));
      }
      for (int host = 1; host <= LEECHERS; host++) {
        while (!Files.exists(done.resolve("" + host))) {
          if (System.nanoTime() - begun > PATIENCE) {
            throw new IOException("aria2 of host " + host + " is not done");
          }
          Thread.sleep(10);
        }
      }
      if (counts) {
        add(
            ARIA2,
            (System.nanoTime() - begun) / 1e9,
            (ShapedNetwork.sent(0) - seedSent) / (double) SIZE);
      }
    } finally {
      for (Process client : clients) {
        client.destroy();
        client.waitFor();
      }
      Scratch.delete(done);
      for (int host = 1; host <= LEECHERS; host++) {
        Scratch.delete(folder.resolve("aria" + host));
      }
    }
  }

  private Process aria(int host, Path home, String whenDone, String... options) throws IOException {
    List<String> words = new ArrayList<>(network.on(host));
    words.addAll(
        List.of(
            "aria2c",
            "--no-conf",
            "--interface=eth0",
            "--disable-ipv6=true",
            "--enable-dht=false",
            "--enable-dht6=false",
            "--enable-peer-exchange=false",
            "--bt-enable-lpd=false",
            "--file-allocation=none",
            "--summary-interval=0",
            "--seed-ratio=0.0",
            "--seed-time=60",
            "--on-bt-download-complete=" + whenDone,
            "--listen-port=17012",
            "-d",
            home.toString()));
    words.addAll(List.of(options));
    words.add(torrent.toString());
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("aria.log").toFile())
        .start();
  }
}
