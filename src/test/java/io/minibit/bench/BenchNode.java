package io.minibit.bench;

import io.minibit.JarProcess;
import io.minibit.bench.ProcessFigures.Cpu;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A node of ours that runs through a whole benchmark and is asked through its bridge.
 *
 * @param folder where its content is
 * @param process of the jar
 * @param requests its bridge
 * @param events the same, for events
 */
record BenchNode(Path folder, JarProcess process, Bridge requests, Bridge events)
    implements AutoCloseable {

  /**
   * Starts one.
   *
   * @param folder where its content is
   * @param sections further ones of its configuration, and what else its peer needs, in JSON with
   *     single quotes
   */
  static BenchNode start(Path folder, String sections) throws Exception {
    String config = "{" + sections + ", 'api': {'port': 0}}";
    Path file = folder.resolveSibling(folder.getFileName() + ".json");
    Files.writeString(file, config.replace('\'', '"'));
    JarProcess process = JarProcess.run(folder, "-conf", file.toString());
    int api = process.awaitPort("api");
    Bridge events = new Bridge(api);
    events.watch();
    return new BenchNode(folder, process, new Bridge(api), events);
  }

  /** Asks for a download; returns its id. */
  String get(String field, String value) throws IOException {
    return requests.peer("get", field, value, "prefix", "").getString("id");
  }

  /** Waits until a transfer is complete. */
  void awaitCompleted(String id) throws IOException {
    while (true) {
      JsonObject event = events.read();
      if (!id.equals(event.getString("id"))) {
        continue;
      }
      if ("failed".equals(event.getString("type"))) {
        throw new IOException(event.getString("error"));
      }
      if ("completed".equals(event.getString("type"))) {
        return;
      }
    }
  }

  /** Forgets a transfer and deletes its content. */
  void delete(String id) throws IOException {
    requests.peer(new JsonObject().put("action", "remove").put("id", id).put("deleteFiles", true));
  }

  /** The most that was ever resident. */
  double peakMebibytes() throws IOException {
    return ProcessFigures.peakMebibytes(process.pid());
  }

  Cpu cpu() throws IOException {
    return ProcessFigures.cpu(process.pid());
  }

  @Override
  public void close() throws IOException {
    requests.close();
    events.close();
    process.close();
  }
}
