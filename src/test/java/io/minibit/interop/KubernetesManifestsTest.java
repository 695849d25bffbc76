package io.minibit.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code conf/kubernetes.yaml} says is what Kubernetes' published schemas know. */
class KubernetesManifestsTest {
  private static final Path MANIFESTS = Path.of("conf", "kubernetes.yaml");
  private static final Path FOLDER = Path.of("target", "kubernetes");

  private record Run(int exitCode, String output) {}

  @BeforeAll
  static void install() throws Exception {
    Program.need("node", "npm");
    Files.createDirectories(FOLDER);
    for (String file : new String[] {"package.json", "check.mjs"}) {
      try (InputStream in =
          KubernetesManifestsTest.class.getResourceAsStream("kubernetes/" + file)) {
        Files.write(FOLDER.resolve(file), in.readAllBytes());
      }
    }
    if (!Files.isDirectory(FOLDER.resolve("node_modules/typescript"))) {
      Run npm = run("npm", "install", "--no-audit", "--no-fund", "--no-package-lock");
      assertThat(npm.exitCode).as(npm.output).isZero();
    }
  }

  @Test
  void keepToThePublishedSchemas() throws Exception {
    Run check = check(Files.readString(MANIFESTS));

    assertThat(check.exitCode).as(check.output).isZero();
    assertThat(check.output)
        .contains(
            "Service minibit-tracker", "StatefulSet minibit-tracker", "DaemonSet minibit-peer");
  }

  /** So that the check is one. */
  @ParameterizedTest
  @CsvSource({"serviceName:,servceName:", "replicas: 3,replicas: three", "httpGet:,httpget:"})
  void slipsAreFound(String right, String wrong) throws Exception {
    Run check = check(Files.readString(MANIFESTS).replace(right, wrong));

    assertThat(check.exitCode).isNotZero();
    assertThat(check.output).contains("error TS");
  }

  private static Run check(String manifests) throws Exception {
    Files.writeString(FOLDER.resolve("manifests.yaml"), manifests);
    return run("node", "check.mjs", "manifests.yaml");
  }

  private static Run run(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words).directory(FOLDER.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return new Run(process.exitValue(), output);
  }
}
