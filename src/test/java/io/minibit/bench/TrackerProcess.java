package io.minibit.bench;

import io.minibit.JarProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A tracker of ours as a process of its own.
 *
 * @param process of the jar
 * @param port of its UDP and HTTP doors
 * @param bridge to ask it
 */
record TrackerProcess(JarProcess process, int port, Bridge bridge) implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  static TrackerProcess start(Path folder) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("tracker.json"),
            """
            {"tracker": {"host": "127.0.0.1", "port": 0}, "api": {"port": 0}}
            """);
    JarProcess process = JarProcess.run(folder, "-conf", config.toString());
    int port = process.awaitPort("tracker-udp");
    return new TrackerProcess(process, port, new Bridge(process.awaitPort("api")));
  }

  /** Where clients announce. */
  String url() {
    return "http://127.0.0.1:" + port + "/announce";
  }

  /** Waits until so many are known to have all of that torrent. */
  void awaitSeeders(String infoHash, int count) throws Exception {
    long begun = System.nanoTime();
    while (seeders(infoHash) != count) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("not " + count + " seeders but " + seeders(infoHash));
      }
      Thread.sleep(20);
    }
  }

  private int seeders(String infoHash) throws IOException {
    JsonObject question = new JsonObject().put("action", "swarm").put("infoHash", infoHash);
    try {
      return bridge.request("minibit.tracker", question).getInteger("seeders");
    } catch (IOException unknown) {
      return 0; // Nobody has announced it yet.
    }
  }

  @Override
  public void close() throws IOException {
    bridge.close();
    process.close();
  }
}
