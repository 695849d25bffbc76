package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image's health check, asked about processes of the built jar. */
class HealthyIT {
  @TempDir private Path folder;

  private record Verdict(int exitCode, String output) {}

  @BeforeAll
  static void needsProc() {
    assumeTrue(Files.exists(Path.of("/proc/self/net/udp")), "needs Linux's /proc");
  }

  private static Verdict healthy(long pid) throws IOException, InterruptedException {
    Process check =
        new ProcessBuilder("bash", "conf/docker/healthy", Long.toString(pid))
            .redirectErrorStream(true)
            .start();
    String output =
        new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return new Verdict(check.waitFor(), output);
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /** A port that no client's socket is given, as a tracker has it. */
  private static int chosenPort() throws IOException {
    int port = 20_000;
    while (true) {
      try (DatagramSocket free = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (SocketException taken) {
        port++;
      }
    }
  }

  private JarProcess node(String config) throws IOException {
    return JarProcess.run(
        folder, "-conf", Files.writeString(folder.resolve("node.json"), config).toString());
  }

  @Test
  void aPeerIsHealthyUntilItHangs() throws Exception {
    try (JarProcess peer = node("{\"peer\": {\"host\": \"127.0.0.1\"}, \"api\": {\"port\": 0}}")) {
      peer.awaitPort("api");
      assertThat(healthy(peer.pid())).isEqualTo(new Verdict(0, ""));
      signal("STOP", peer.pid());
      Verdict hanging = healthy(peer.pid());
      assertThat(hanging.exitCode()).isEqualTo(1);
      assertThat(hanging.output()).startsWith("no reaction from TCP 127.0.0.1:");
    }
  }

  @Test
  void aTrackerIsHealthyUntilItHangs() throws Exception {
    int port = chosenPort();
    String tracker = "{\"tracker\": {\"host\": \"127.0.0.1\", \"port\": " + port + "}}";
    try (JarProcess node = node(tracker)) {
      node.awaitPort("tracker-http");
      assertThat(healthy(node.pid())).isEqualTo(new Verdict(0, ""));
      signal("STOP", node.pid());
      assertThat(healthy(node.pid()))
          .isEqualTo(new Verdict(1, "no answer from UDP 127.0.0.1:" + port));
    }
  }

  @Test
  void aProcessWithoutADoorIsNotHealthy() throws Exception {
    Process sleeper = new ProcessBuilder("sleep", "60").start();
    try {
      assertThat(healthy(sleeper.pid())).isEqualTo(new Verdict(1, "no door is open"));
    } finally {
      sleeper.destroyForcibly();
    }
  }
}
