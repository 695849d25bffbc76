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
 * @param bridge to ask it
 */
record TrackerProcess(JarProcess process, Bridge bridge) implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  static TrackerProcess start(Path folder, int port) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("tracker.json"),
            """
            {"tracker": {"host": "127.0.0.1", "port": PORT}, "api": {"port": 0}}
            """
                .replace("PORT", Integer.toString(port)));
    JarProcess process = JarProcess.run(folder, "-conf", config.toString());
    process.awaitPort("tracker-http");
    return new TrackerProcess(process, new Bridge(process.awaitPort("api")));
  }

  /** Waits until one is known to have all of that torrent. */
  void awaitSeeder(String infoHash) throws Exception {
    long begun = System.nanoTime();
    while (seeders(infoHash) == 0) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("the seeder does not announce itself");
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
