package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar as a process: what a shell sees of it. */
class CommandLineIT {
  @TempDir private Path folder;

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome minibit(String... args) throws IOException, InterruptedException {
    return minibit(Map.of(), args);
  }

  private Outcome minibit(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-jar");
    command.add(System.getProperty("minibit.jar"));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
      return new Outcome(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void helpIsPlainTextOnStandardOutput() throws Exception {
    Outcome help = minibit("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).startsWith("Usage: minibit").doesNotContain("\033");
    assertThat(help.err()).isEmpty();
  }

  @Test
  void theVersionIsThatOfTheJar() throws Exception {
    Outcome version = minibit("--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.out()).matches("minibit \\d+\\.\\d+\\.\\d+\\n");
  }

  /** As when the jar is damaged: here, libraries that look for their class loader find none. */
  @Test
  void anErrorWhileVertxStartsIsToldAndEndsTheCommand() throws Exception {
    String broken = "-Xbootclasspath/a:" + System.getProperty("minibit.jar");
    Outcome error = minibit(Map.of("JAVA_TOOL_OPTIONS", broken), "get", "anything");
    assertThat(error.exitCode()).isEqualTo(1);
    assertThat(error.err()).contains("Exception");
  }

  @Test
  void wrongUsageIsOneLineAndExitCode2() throws Exception {
    Outcome wrong = minibit("get");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.out()).isEmpty();
    assertThat(wrong.err().lines())
        .containsExactly("minibit: Missing required parameter: 'WHAT' (see minibit get --help)");
  }

  @Test
  void aMissingFileIsOneLineAndExitCode1() throws Exception {
    Outcome missing = minibit("share", folder + "/missing.bin");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err().lines())
        .containsExactly("minibit: " + folder + "/missing.bin: no such file or folder");
  }

  @Test
  void aCommandOpensThePeerDoorAloneWhateverTheVariablesDeploy() throws Exception {
    Map<String, String> everything =
        Map.of(
            "MINIBIT_TRACKER_ENABLED", "true",
            "MINIBIT_TRACKER_PORT", "0",
            "MINIBIT_API_ENABLED", "true",
            "MINIBIT_API_PORT", "0",
            "MINIBIT_PEER_ENABLED", "false");
    Outcome get =
        minibit(everything, "get", "nobody.txt", "-t", "http://127.0.0.1:1/a", "-o", "" + folder);
    assertThat(get.exitCode()).isEqualTo(1);
    assertThat(get.out().lines()).singleElement().asString().startsWith("listening peer ");
    assertThat(get.err().lines()).singleElement().asString().contains("udp:// trackers only");
  }

  @Test
  void sendingToNobodyIsOneLineAndExitCode1() throws Exception {
    int freePort;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    Outcome nobody = minibit("send", "minibit.peer", "{}", "--bridge", "127.0.0.1:" + freePort);
    assertThat(nobody.exitCode()).isEqualTo(1);
    assertThat(nobody.out()).isEmpty();
    assertThat(nobody.err().lines()).singleElement().asString().contains("no node answers");
  }
}
