package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trackers whose event bus is under mutual TLS, and what a person reads who configures it badly.
 */
class EncryptedClusterIT {
  private static final String REGISTER =
      "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001}";
  private static final String REQUEST = "{\"action\":\"REQUEST\",\"filename\":\"f\"}";
  private static final String SEEDER = "[[\"127.0.0.1\",7001]]";

  @TempDir private Path folder;
  private ClusterNodes nodes;
  private TrackerTalk talk;
  private Certificates certificates;

  @BeforeEach
  void open() throws Exception {
    certificates = new Certificates(folder);
    talk = new TrackerTalk(ClusterNodes.HOST);
    nodes = new ClusterNodes(folder, 3);
  }

  @AfterEach
  void close() {
    if (talk != null) {
      talk.close();
      nodes.close();
    }
  }

  private JarProcess start(int number, String certificate) throws IOException {
    return nodes.startTracker(
        number,
        new JsonObject()
            .put("certificate", certificate + ".pem")
            .put("key", certificate + ".key")
            .put("authority", "ours.pem"));
  }

  @Test
  void membersTellOneAnotherAndNotWhoseCertificateIsOfAnotherAuthority() throws Exception {
    certificates.authority("ours");
    certificates.authority("foreign");
    certificates.certificate("first", "ours");
    certificates.certificate("second", "ours");
    certificates.certificate("stranger", "foreign");
    InetSocketAddress first = ClusterNodes.door(start(0, "first"));
    InetSocketAddress second = ClusterNodes.door(start(1, "second"));
    InetSocketAddress stranger = ClusterNodes.door(start(2, "stranger"));
    talk.tell(first, REGISTER);
    TrackerTalk.await("names at the second", () -> talk.ask(second, REQUEST).equals(SEEDER));
    talk.tell(second, "{\"action\":\"REGISTER\",\"filename\":\"g\",\"port\":7002}");
    TrackerTalk.await(
        "names at the first",
        () -> talk.ask(first, REQUEST.replace("\"f\"", "\"g\"")).contains("7002"));
    // All that was told after its door opened has passed it by, and what was there before.
    assertThat(talk.ask(stranger, REQUEST)).isEqualTo("[]");
    assertThat(talk.ask(stranger, REQUEST.replace("\"f\"", "\"g\""))).isEqualTo("[]");
  }

  @Test
  void aCertificateThatIsMissingOrNoneIsOneLine() throws Exception {
    certificates.authority("ours");
    certificates.certificate("first", "ours");
    JarProcess missing = start(0, "second");
    assertThat(missing.awaitExit()).isEqualTo(1);
    assertThat(missing.lines())
        .singleElement()
        .asString()
        .contains("cluster.certificate: cannot read ")
        .endsWith("second.pem; is it there?");
    Files.writeString(folder.resolve("first.pem"), "no certificate");
    JarProcess broken = start(1, "first");
    assertThat(broken.awaitExit()).isEqualTo(1);
    assertThat(broken.lines()).singleElement().asString().contains("cluster.certificate");
    certificates.certificate("first", "ours");
    Files.writeString(folder.resolve("first.key"), "no key");
    JarProcess keyless = start(2, "first");
    assertThat(keyless.awaitExit()).isEqualTo(1);
    assertThat(keyless.lines()).singleElement().asString().contains("cluster.key");
  }
}
