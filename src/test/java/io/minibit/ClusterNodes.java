package io.minibit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Nodes as processes of one cluster on loopback, that know of each other by a list of hosts. Each
 * bears the label {@code of-NAME}. Closing kills them.
 */
final class ClusterNodes implements AutoCloseable {
  static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private final Path folder;
  private final List<Integer> members = new ArrayList<>();
  private final List<JarProcess> processes = new ArrayList<>();

  /**
   * A cluster of which none runs yet.
   *
   * @param members that may run, each at a port that is free now
   */
  ClusterNodes(Path folder, int members) throws IOException {
    this.folder = folder;
    for (int i = 0; i < members; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, HOST)) {
        this.members.add(free.getLocalPort());
      }
    }
  }

  /**
   * Starts a tracker that is a member.
   *
   * @param further keys of its {@code cluster} section
   */
  JarProcess startTracker(int number, JsonObject further) throws IOException {
    JsonObject tracker =
        new JsonObject().put("host", HOST.getHostAddress()).put("port", 0).put("peerTimeout", 600);
    return start(number, "t" + number, further, new JsonObject().put("tracker", tracker));
  }

  /**
   * Starts a member.
   *
   * @param further keys of its {@code cluster} section
   * @param sections of its configuration besides that; keys of {@code node} are put in
   */
  JarProcess start(int number, String name, JsonObject further, JsonObject sections)
      throws IOException {
    JsonArray hosts = new JsonArray();
    members.forEach(port -> hosts.add(HOST.getHostAddress() + ":" + port));
    sections
        .put(
            "node",
            new JsonObject().put("name", name).put("labels", new JsonArray().add("of-" + name)))
        .put(
            "cluster",
            new JsonObject()
                .put("name", "test-" + members.get(0))
                .put("port", members.get(number))
                .put("hosts", hosts)
                .mergeIn(further));
    Path conf = Files.writeString(folder.resolve(name + ".json"), sections.encode());
    JarProcess process =
        JarProcess.run(folder, Map.of(), List.of(), "-conf", conf.toString(), "-cluster");
    processes.add(process);
    return process;
  }

  /** Where a tracker answers, once it does. */
  static InetSocketAddress door(JarProcess tracker) throws InterruptedException {
    return new InetSocketAddress(HOST, tracker.awaitPort("tracker-udp"));
  }

  @Override
  public void close() {
    processes.forEach(JarProcess::close);
  }
}
