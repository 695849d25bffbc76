package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Ctrl-C, a plain kill and the end of a script do to a process that runs a node. */
class SignalIT {
  @TempDir private Path folder;
  private Path goodbye;
  private Process process;
  private BufferedReader out;

  @BeforeEach
  void names() {
    goodbye = folder.resolve("goodbye");
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  private void start(boolean hang, String... args) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dgoodbye=" + goodbye);
    command.add("-Dhang=" + hang);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(FakeNodeMain.class.getName());
    command.addAll(List.of(args));
    process =
        new ProcessBuilder(command)
            .redirectError(folder.resolve("err").toFile())
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
    assertThat(out.readLine()).isEqualTo(FakeNode.LISTENING);
  }

  private void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private int exitCode() throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  private String complaints() throws Exception {
    return Files.readString(folder.resolve("err"));
  }

  private Path example() throws Exception {
    return Files.writeString(folder.resolve("example.txt"), "12345");
  }

  @Test
  void ctrlCSaysGoodbyeAndEndsWith130() throws Exception {
    start(false, "share", example().toString());
    assertThat(out.readLine()).isEqualTo("Now seeding example.txt");
    signal("INT");
    assertThat(exitCode()).isEqualTo(130);
    assertThat(goodbye).exists();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void ctrlCInTheMiddleOfADownloadIsNoFailureToComplainAbout() throws Exception {
    start(false, "get", FakeNodeMain.ENDLESS, "-o", folder.toString());
    signal("INT");
    assertThat(exitCode()).isEqualTo(130);
    assertThat(goodbye).exists();
    assertThat(complaints()).doesNotContain("minibit:");
  }

  @Test
  void killSaysGoodbyeToo() throws Exception {
    start(false, "-conf", "node.json");
    assertThat(out.readLine()).isEqualTo("1. Seeder 2. Leecher 3. Exit");
    signal("TERM");
    assertThat(exitCode()).isEqualTo(143);
    assertThat(goodbye).exists();
    assertThat(complaints()).isEmpty();
  }

  @Test
  void aGoodbyeThatHangsDoesNotKeepTheProcess() throws Exception {
    start(true, "share", example().toString());
    assertThat(out.readLine()).isEqualTo("Now seeding example.txt");
    signal("TERM");
    assertThat(exitCode()).isEqualTo(143);
  }

  @Test
  void exitOfTheMenuSaysGoodbyeAndEndsWith0() throws Exception {
    start(false, "-conf", "node.json");
    try (var script = process.outputWriter(StandardCharsets.UTF_8)) {
      script.write("1\nexample.txt\n3\n");
    }
    assertThat(exitCode()).isZero();
    assertThat(out.lines()).contains("Now seeding example.txt");
    assertThat(goodbye).exists();
    assertThat(complaints()).isEmpty();
  }
}
