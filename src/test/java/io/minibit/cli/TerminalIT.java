package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A download on a real terminal, which {@code script} of util-linux lends. */
class TerminalIT {
  @TempDir private Path folder;

  @BeforeEach
  void terminal() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
  }

  private String get(String redirection, String noColor) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path typescript = folder.resolve("typescript");
    String command =
        "stty cols 90; "
            + (java + " -Dgoodbye=" + folder + "/goodbye -cp $CP " + FakeNodeMain.class.getName())
            + (" get film.mkv -o " + folder + redirection);
    var builder = new ProcessBuilder("script", "-qec", command, "/dev/null");
    builder.environment().put("CP", System.getProperty("java.class.path"));
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("NO_COLOR", noColor);
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(typescript.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
      assertThat(process.exitValue()).isZero();
      return Files.readString(typescript, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aBarAsWideAsTheTerminalIsDrawnAndWiped() throws Exception {
    String screen = get("", "");
    String bar = screen.substring(screen.indexOf("film.mkv  "), screen.indexOf("ETA"));
    assertThat(Columns.of(bar.replaceAll("\033\\[[0-9]*m", ""))).isBetween(60, 89);
    assertThat(screen)
        .contains("─")
        .contains("\033[2m")
        .contains("\r\033[K\033[32mDownload complete");
  }

  /** What a terminal answers arrives as if it had been typed, so it must not be asked. */
  @Test
  void theTerminalIsAskedNothing() throws Exception {
    assertThat(get("", "")).doesNotContain("\033[?").doesNotContain("\033[c").doesNotContain("[6n");
  }

  @Test
  void noColorMeansNone() throws Exception {
    assertThat(get("", "1")).contains("ETA").doesNotContainPattern("\033\\[[0-9]*m");
  }

  @Test
  void onAPipeLinesArePlain() throws Exception {
    Path out = folder.resolve("piped");
    get(" > " + out + " 2>&1", "");
    assertThat(Files.readString(out))
        .isEqualTo(
            FakeNode.LISTENING
                + "\nDownload complete: film.mkv, 5 B, in /downloads"
                + "\nunverified: no checksum is known for film.mkv\n");
  }
}
