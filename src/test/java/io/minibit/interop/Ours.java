package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The built jar on loopback: a tracker, and peers that know of others by it.
 *
 * @param temp the folder of all
 * @param tracker stopped with this
 * @param trackerUrl where it listens
 */
record Ours(Path temp, JarProcess tracker, String trackerUrl) implements AutoCloseable {

  /** Starts the tracker. */
  static Ours start(Path temp) throws Exception {
    Path folder = Files.createDirectories(temp.resolve("tracker"));
    Path config =
        Files.writeString(
            folder.resolve("tracker.json"), "{\"tracker\":{\"host\":\"127.0.0.1\",\"port\":0}}");
    JarProcess tracker = JarProcess.run(folder, "-conf", config.toString());
    int port = tracker.awaitPort("tracker-http");
    return new Ours(temp, tracker, "http://127.0.0.1:" + port + "/announce");
  }

  /** {@code get}. */
  JarProcess get(String folder, String what, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("get", what, "-o", folder));
    words.addAll(List.of(options));
    return JarProcess.run(
        temp, Map.of("MINIBIT_PEER_HOST", "127.0.0.1"), List.of(), words.toArray(String[]::new));
  }

  /** Waits until that has all. */
  static void requireDone(JarProcess get) throws Exception {
    assertThat(get.awaitExit()).as(get.lines().toString()).isZero();
  }

  /** Seeds what is in the seeder's folder. */
  JarProcess seed(Content content) throws Exception {
    JarProcess seeder = get("seed", content.torrent().toString(), "--seed");
    seeder.awaitLine("Now seeding");
    return seeder;
  }

  /** A link by the hash that users see. */
  String magnet(Content content) {
    return "magnet:?xt=urn:btih:" + content.id() + "&tr=" + trackerUrl;
  }

  @Override
  public void close() {
    tracker.close();
  }
}
