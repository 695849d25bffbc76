package io.minibit.bench;

import io.minibit.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;

/**
 * 1 GiB by old-style transfer between two running nodes on a RAM disk, against nginx and curl, in
 * turns. Ours is timed from the request to the {@code completed} event, when the file is synced
 * under its name; theirs is curl's whole life.
 */
final class OldTransferBench {
  private static final long SIZE = 1L << 30;
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = 9;
  private static final String NAME = "big.bin";

  private final Path from;
  private final Path to;
  private final Rounds ours = new Rounds();
  private final Rounds oursCpu = new Rounds();
  private final Rounds theirs = new Rounds();
  private final Rounds theirsCpu = new Rounds();

  private OldTransferBench(Path scratch) throws IOException {
    from = Files.createDirectory(scratch.resolve("from"));
    to = Files.createDirectory(scratch.resolve("to"));
  }

  static void run() throws Exception {
    Path scratch = Files.createTempDirectory(Path.of("/dev/shm"), "bench");
    try {
      new OldTransferBench(scratch).measure(scratch);
    } finally {
      try (var files = Files.walk(scratch)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void measure(Path scratch) throws Exception {
    writeRandom(from.resolve(NAME));
    int web = freePort();
    Process nginx = nginx(scratch, web);
    try (JarProcess seeder =
            node(
                from,
                "'tracker': {'host': '127.0.0.1', 'port': 0},"
                    + " 'peer': {'host': '127.0.0.1', 'trackers': ['udp://127.0.0.1:9']}");
        JarProcess leecher =
            node(
                to,
                "'peer': {'host': '127.0.0.1', 'trackers': ['udp://127.0.0.1:"
                    + seeder.awaitPort("tracker-udp")
                    + "']}");
        Bridge sharing = new Bridge(seeder.awaitPort("api"));
        Bridge getting = new Bridge(leecher.awaitPort("api"));
        Bridge events = new Bridge(leecher.awaitPort("api"))) {
      sharing.peer("share", "path", NAME);
      events.watch();
      int tracker = seeder.awaitPort("tracker-udp");
      int peer = seeder.awaitPort("peer");
      for (int i = -WARM_UPS; i < ROUNDS; i++) {
        register(tracker, peer);
        double cpu = cpu(seeder) + cpu(leecher);
        double seconds = minibit(getting, events);
        cpu = cpu(seeder) + cpu(leecher) - cpu;
        double curlCpu =
            ProcessFigures.cpuSeconds(nginx.children()) + ProcessFigures.endedCpuSeconds();
        double curlSeconds = curl(web);
        curlCpu =
            ProcessFigures.cpuSeconds(nginx.children())
                + ProcessFigures.endedCpuSeconds()
                - curlCpu;
        if (i >= 0) {
          ours.add(seconds);
          oursCpu.add(cpu);
          theirs.add(curlSeconds);
          theirsCpu.add(curlCpu);
        }
      }
    } finally {
      nginx.destroy();
      nginx.waitFor();
    }
    System.out.printf(
        "%n1 GiB on /dev/shm, %d rounds in turns, Java %s%n%n",
        ROUNDS, System.getProperty("java.version"));
    System.out.println("| | s (median) | min | max | CPU s of both sides | MB/s | ratio |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    row("minibit, old-style", ours, oursCpu);
    row("nginx + curl", theirs, theirsCpu);
  }

  private void row(String name, Rounds seconds, Rounds cpu) {
    System.out.printf(
        "| %s | %.3f | %.3f | %.3f | %.2f | %.0f | %.2f |%n",
        name,
        seconds.median(),
        seconds.min(),
        seconds.max(),
        cpu.median(),
        SIZE / 1e6 / seconds.median(),
        seconds.median() / theirs.median());
  }

  /** As an old seeder does, without a hash; ours tells no tracker of its own. */
  private static void register(int tracker, int peer) throws IOException {
    byte[] message =
        new JsonObject()
            .put("action", "REGISTER")
            .put("filename", NAME)
            .put("port", peer)
            .toBuffer()
            .getBytes();
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress host = InetAddress.getLoopbackAddress();
      socket.send(new DatagramPacket(message, message.length, host, tracker));
    }
  }

  private double minibit(Bridge getting, Bridge events) throws IOException {
    long begun = System.nanoTime();
    String id = getting.peer("get", "name", NAME, "prefix", "").getString("id");
    while (true) {
      JsonObject event = events.read();
      if (!id.equals(event.getString("id"))) {
        continue;
      }
      if ("failed".equals(event.getString("type"))) {
        throw new IOException(event.getString("error"));
      }
      if ("completed".equals(event.getString("type"))) {
        break;
      }
    }
    final double seconds = (System.nanoTime() - begun) / 1e9;
    check();
    getting.peer(new JsonObject().put("action", "remove").put("id", id).put("deleteFiles", true));
    return seconds;
  }

  private double curl(int port) throws Exception {
    Path target = to.resolve(NAME);
    long begun = System.nanoTime();
    int exitCode =
        new ProcessBuilder(
                "curl", "-sf", "-o", target.toString(), "http://127.0.0.1:" + port + "/" + NAME)
            .inheritIO()
            .start()
            .waitFor();
    final double seconds = (System.nanoTime() - begun) / 1e9;
    if (exitCode != 0) {
      throw new IOException("curl: exit code " + exitCode);
    }
    check();
    Files.delete(target);
    return seconds;
  }

  private void check() throws IOException {
    if (Files.mismatch(from.resolve(NAME), to.resolve(NAME)) >= 0) {
      throw new IOException("what came is not what was sent");
    }
  }

  private static double cpu(JarProcess node) throws IOException {
    return ProcessFigures.cpuSeconds(node.pid());
  }

  private static JarProcess node(Path folder, String sections) throws IOException {
    String config = "{" + sections + ", 'api': {'port': 0}}";
    Path file = folder.resolveSibling(folder.getFileName() + ".json");
    Files.writeString(file, config.replace('\'', '"'));
    return JarProcess.run(folder, "-conf", file.toString());
  }

  private Process nginx(Path scratch, int port) throws Exception {
    Path config =
        Files.writeString(
            scratch.resolve("nginx.conf"),
            """
            daemon off; pid SCRATCH/pid; error_log stderr; user root; worker_processes 1;
            events {}
            http {
              access_log off; sendfile on; tcp_nopush on;
              client_body_temp_path SCRATCH/t1; proxy_temp_path SCRATCH/t2;
              fastcgi_temp_path SCRATCH/t3; uwsgi_temp_path SCRATCH/t4; scgi_temp_path SCRATCH/t5;
              server { listen 127.0.0.1:PORT; root SCRATCH/from; }
            }
            """
                .replace("SCRATCH", scratch.toString())
                .replace("PORT", Integer.toString(port)));
    Process nginx =
        new ProcessBuilder(
                "nginx", "-c", config.toString(), "-p", scratch.toString(), "-e", "stderr")
            .inheritIO()
            .start();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return nginx;
      } catch (IOException notYet) {
        if (!nginx.isAlive()) {
          throw new IOException("nginx did not start", notYet);
        }
        Thread.sleep(20);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static void writeRandom(Path file) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] buffer = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long rest = SIZE; rest > 0; rest -= buffer.length) {
        random.nextBytes(buffer);
        out.write(buffer);
      }
    }
  }
}
