package io.minibit.bench;

import io.minibit.bench.ProcessFigures.Cpu;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * 1 GiB by old-style transfer between two running nodes on a RAM disk, against nginx and curl, in
 * turns. Ours is timed from the request to the {@code completed} event, when the file is synced
 * under its name; theirs is curl's whole life.
 */
final class OldTransferBench {
  private static final long SIZE = 1L << 30;
  private static final int WARM_UPS = 2;
  private static final int ROUNDS = Integer.getInteger("rounds", 9);
  private static final String NAME = "big.bin";
  private static final String OURS = "minibit, old-style";
  private static final String THEIRS = "nginx to curl";

  private final Path content;
  private final Figures figures = new Figures("old-transfer");

  private OldTransferBench(Path content) {
    this.content = content;
    figures.rival(OURS, THEIRS);
  }

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = Scratch.random(scratch.folder("from").resolve(NAME), SIZE);
      new OldTransferBench(content).measure(scratch);
    }
  }

  private void measure(Scratch scratch) throws Exception {
    try (WebRival web = WebRival.start(scratch.folder(), content.getParent());
        BenchNode seeder =
            BenchNode.start(
                content.getParent(),
                "'tracker': {'host': '127.0.0.1', 'port': 0},"
                    + " 'peer': {'host': '127.0.0.1', 'trackers': ['udp://127.0.0.1:9']}");
        BenchNode leecher =
            BenchNode.start(
                scratch.folder("to"),
                "'peer': {'host': '127.0.0.1', 'trackers': ['udp://127.0.0.1:%d']}"
                    .formatted(seeder.process().awaitPort("tracker-udp")))) {
      seeder.requests().peer("share", "path", NAME);
      for (int i = -WARM_UPS; i < ROUNDS; i++) {
        register(seeder.process().awaitPort("tracker-udp"), seeder.process().awaitPort("peer"));
        ours(seeder, leecher, i >= 0);
        theirs(web, scratch.folder().resolve("fetched"), i >= 0);
      }
    }
    figures.report("1 GiB on /dev/shm, " + ROUNDS + " rounds in turns");
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

  private void ours(BenchNode seeder, BenchNode leecher, boolean counts) throws Exception {
    Cpu before = seeder.cpu().plus(leecher.cpu());
    long begun = System.nanoTime();
    String id = leecher.get("name", NAME);
    leecher.awaitCompleted(id);
    double seconds = (System.nanoTime() - begun) / 1e9;
    add(OURS, seconds, seeder.cpu().plus(leecher.cpu()).minus(before), counts);
    check(leecher.folder().resolve(NAME));
    leecher.delete(id);
  }

  private void theirs(WebRival web, Path to, boolean counts) throws Exception {
    Cpu before = web.cpu();
    double seconds = web.fetch(NAME, to);
    add(THEIRS, seconds, web.cpu().minus(before), counts);
    check(to);
    Files.delete(to);
  }

  private void add(String contestant, double seconds, Cpu cpu, boolean counts) {
    if (counts) {
      figures.add(contestant, Figures.SECONDS, seconds);
      figures.add(contestant, "user s, both sides", cpu.user());
      figures.add(contestant, "system s, both sides", cpu.system());
    }
  }

  private void check(Path copy) throws IOException {
    if (Files.mismatch(content, copy) >= 0) {
      throw new IOException(copy + " is not what was sent");
    }
  }
}
