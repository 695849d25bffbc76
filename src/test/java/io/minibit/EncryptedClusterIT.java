package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.interop.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trackers whose event bus is under mutual TLS, and what a person reads who configures it badly.
 */
class EncryptedClusterIT {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();
  private static final String REGISTER =
      "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001}";
  private static final String REQUEST = "{\"action\":\"REQUEST\",\"filename\":\"f\"}";
  private static final String SEEDER = "[[\"127.0.0.1\",7001]]";

  @TempDir private Path folder;
  private final List<Integer> members = new ArrayList<>();
  private final List<JarProcess> processes = new ArrayList<>();
  private TrackerTalk talk;

  @BeforeEach
  void open() throws Exception {
    Program.need("openssl");
    talk = new TrackerTalk(HOST);
    for (int i = 0; i < 3; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, HOST)) {
        members.add(free.getLocalPort());
      }
    }
  }

  @AfterEach
  void close() {
    if (talk != null) {
      talk.close();
    }
    processes.forEach(JarProcess::close);
  }

  private void openssl(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(String.join(" ", command)).isZero();
  }

  private void authority(String name) throws Exception {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        name + ".key",
        "-out",
        name + ".pem");
  }

  private void certificate(String name, String authority) throws Exception {
    openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        name + ".key",
        "-out",
        name + ".csr");
    openssl(
        "x509",
        "-req",
        "-in",
        name + ".csr",
        "-CA",
        authority + ".pem",
        "-CAkey",
        authority + ".key",
        "-CAcreateserial",
        "-days",
        "2",
        "-copy_extensions",
        "copy",
        "-out",
        name + ".pem");
  }

  private JarProcess start(int number, String certificate) throws IOException {
    String hosts =
        String.join(",", members.stream().map(port -> "\"127.0.0.1:" + port + "\"").toList());
    Path conf =
        Files.writeString(
            folder.resolve("tracker-" + number + ".json"),
            """
            {"node": {"name": "t%d"},
             "cluster": {"name": "tls-%d", "port": %d, "hosts": [%s],
                         "certificate": "%s.pem", "key": "%s.key", "authority": "ours.pem"},
             "tracker": {"host": "127.0.0.1", "port": 0, "peerTimeout": 600}}
            """
                .formatted(
                    number, members.get(0), members.get(number), hosts, certificate, certificate));
    JarProcess process =
        JarProcess.run(folder, Map.of(), List.of(), "-conf", conf.toString(), "-cluster");
    processes.add(process);
    return process;
  }

  private static InetSocketAddress door(JarProcess tracker) throws InterruptedException {
    return new InetSocketAddress(HOST, tracker.awaitPort("tracker-udp"));
  }

  @Test
  void membersTellOneAnotherAndNotWhoseCertificateIsOfAnotherAuthority() throws Exception {
    authority("ours");
    authority("foreign");
    certificate("first", "ours");
    certificate("second", "ours");
    certificate("stranger", "foreign");
    InetSocketAddress first = door(start(0, "first"));
    InetSocketAddress second = door(start(1, "second"));
    InetSocketAddress stranger = door(start(2, "stranger"));
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
    authority("ours");
    certificate("first", "ours");
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
    certificate("first", "ours");
    Files.writeString(folder.resolve("first.key"), "no key");
    JarProcess keyless = start(2, "first");
    assertThat(keyless.awaitExit()).isEqualTo(1);
    assertThat(keyless.lines()).singleElement().asString().contains("cluster.key");
  }
}
