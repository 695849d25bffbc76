package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.interop.Program;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The doors of a node under mutual TLS: who comes in, who does not, and what a person reads who
 * configures it badly.
 */
@Timeout(120)
class EncryptedDoorsIT {
  private static final String TLS =
      "\"certificate\":\"node.pem\",\"key\":\"node.key\",\"clientAuthorities\":\"ours.pem\"";
  private static final String TOKEN = "s3cret";

  @TempDir private Path folder;
  private final List<JarProcess> processes = new ArrayList<>();

  @BeforeEach
  void makeCertificates() throws Exception {
    Certificates certificates = new Certificates(folder);
    certificates.authority("ours");
    certificates.authority("foreign");
    certificates.certificate("node", "ours");
    certificates.certificate("friend", "ours");
    certificates.certificate("stranger", "foreign");
  }

  @AfterEach
  void close() {
    processes.forEach(JarProcess::close);
  }

  private JarProcess node(String doors) throws IOException {
    Path conf =
        Files.writeString(
            folder.resolve("node.json"),
            "{\"peer\":{\"host\":\"127.0.0.1\",\"menu\":false,\"trackers\":[]}," + doors + "}");
    return run("-conf", conf.toString());
  }

  private JarProcess run(String... words) throws IOException {
    JarProcess process =
        JarProcess.run(folder, Map.of("MINIBIT_API_TOKEN", TOKEN), List.of(), words);
    processes.add(process);
    return process;
  }

  private JarProcess send(int port, String... tls) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("send", "minibit.peer", "node", "--bridge", "127.0.0.1:" + port));
    words.addAll(List.of(tls));
    JarProcess process = run(words.toArray(String[]::new));
    process.awaitExit();
    return process;
  }

  @Test
  void theBridgeLetsInWhoseCertificateItsAuthoritySigned() throws Exception {
    JarProcess node = node("\"api\":{\"port\":0," + TLS + "}");
    int port = node.awaitPort("api");
    JarProcess friend =
        send(
            port,
            "--authorities",
            "ours.pem",
            "--certificate",
            "friend.pem",
            "--key",
            "friend.key");
    assertThat(friend.awaitExit()).as(friend.lines().toString()).isZero();
    assertThat(friend.lines()).singleElement().asString().contains("\"version\":");

    assertRefused(
        send(
            port,
            "--authorities",
            "ours.pem",
            "--certificate",
            "stranger.pem",
            "--key",
            "stranger.key"));
    assertRefused(send(port, "--authorities", "ours.pem"));
    JarProcess suspicious = send(port, "--authorities", "foreign.pem");
    assertRefused(suspicious);
    assertThat(suspicious.lines().get(0)).contains("TLS: ");
    JarProcess plain = send(port);
    assertRefused(plain);
    assertThat(plain.lines().get(0)).containsAnyOf("--tls", "closed the connection");

    // Whoever came, the node still serves, and none of them was worth a line.
    assertThat(
            send(
                    port,
                    "--authorities",
                    "ours.pem",
                    "--certificate",
                    "friend.pem",
                    "--key",
                    "friend.key")
                .awaitExit())
        .isZero();
    assertThat(node.lines()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
  }

  private static void assertRefused(JarProcess command) throws Exception {
    assertThat(command.awaitExit()).isEqualTo(1);
    assertThat(command.lines()).singleElement().asString().startsWith("minibit: 127.0.0.1:");
  }

  @Test
  void aProgramOfOthersSpeaksWithTheBridgeUnderTls() throws Exception {
    Program.need("python3");
    int port = node("\"api\":{\"port\":0," + TLS + "}").awaitPort("api");
    String script =
        """
        import json, socket, ssl, struct, sys
        context = ssl.create_default_context(cafile="ours.pem")
        context.load_cert_chain("friend.pem", "friend.key")
        with socket.create_connection(("localhost", %d)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as bridge:
                frame = json.dumps({"type": "send", "address": "minibit.peer", "replyAddress": "r",
                                    "headers": {"token": "%s"}, "body": {"action": "list"}})
                bridge.sendall(struct.pack(">I", len(frame)) + frame.encode())
                stream = bridge.makefile("rb")
                length, = struct.unpack(">I", stream.read(4))
                print(json.loads(stream.read(length))["body"])
        """
            .formatted(port, TOKEN);
    assertThat(output("python3", "-c", script)).isEqualTo("{'transfers': []}\n");
  }

  @Test
  void theWebDoorLetsInWhoseCertificateItsAuthoritySigned() throws Exception {
    Program.need("curl");
    int port = node("\"web\":{\"port\":0," + TLS + "}").awaitPort("web");
    String url = "https://localhost:" + port + "/health/live";
    List<String> curl =
        List.of("curl", "-s", "-w", "%{http_code}", "-o", "out", "--cacert", "ours.pem");
    assertThat(output(curl, "--cert", "friend.pem", "--key", "friend.key", url)).isEqualTo("200");
    assertThat(output(curl, "--cert", "stranger.pem", "--key", "stranger.key", url))
        .isEqualTo("000");
    assertThat(output(curl, url)).isEqualTo("000");
    assertThat(output(curl, "http://localhost:" + port + "/health/live")).isEqualTo("000");
  }

  @Test
  void whoBeginsAHandshakeAndSaysNoMoreIsClosed() throws Exception {
    int port = node("\"api\":{\"port\":0," + TLS + "}").awaitPort("api");
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
      silent.setSoTimeout((int) TimeUnit.SECONDS.toMillis(60));
      silent.getOutputStream().write(new byte[] {0x16, 3, 1});
      assertThat(new DataInputStream(silent.getInputStream()).read()).isEqualTo(-1);
    }
  }

  @Test
  void aFileThatIsMissingOrHoldsNoCertificateIsOneLine() throws Exception {
    for (String door : List.of("api", "web")) {
      JarProcess missing =
          node(
              "\"%s\":{\"port\":0,\"certificate\":\"no.pem\",\"key\":\"node.key\"}"
                  .formatted(door));
      assertThat(missing.awaitExit()).isEqualTo(1);
      assertThat(faults(missing))
          .singleElement()
          .asString()
          .contains(door + ".certificate", "no.pem");
      JarProcess keyless =
          node(
              "\"%s\":{\"port\":0,\"certificate\":\"node.pem\",\"key\":\"node.pem\"}"
                  .formatted(door));
      assertThat(keyless.awaitExit()).isEqualTo(1);
      assertThat(faults(keyless)).singleElement().asString().contains(door + ".key", "PEM");
    }
  }

  private static List<String> faults(JarProcess process) {
    return process.lines().stream().filter(line -> !line.startsWith("listening ")).toList();
  }

  private String output(List<String> program, String... words) throws Exception {
    List<String> all = new ArrayList<>(program);
    all.addAll(List.of(words));
    return output(all.toArray(String[]::new));
  }

  private String output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return text;
  }
}
