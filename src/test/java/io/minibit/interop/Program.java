package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of others that ends by itself. A test that needs one which is not installed is skipped,
 * saying so; with {@code -Dinterop=required} it fails.
 */
public final class Program {
  /** Debian's own, for which its packages are made. */
  static final String PYTHON = "/usr/bin/python3";

  private static final int PATIENCE_SECONDS = 60;

  private Program() {}

  /** Skips or fails the test unless all of the programs are there. */
  public static void need(String... names) {
    for (String name : names) {
      boolean there = isInstalled(name);
      if ("required".equals(System.getProperty("interop"))) {
        assertThat(there).as(name + " is installed").isTrue();
      }
      assumeTrue(there, name + " is not installed");
    }
  }

  /** Skips or fails the test unless Debian's Python has this module. */
  static void needPython(String module) throws IOException, InterruptedException {
    boolean there = false;
    if (Files.isExecutable(Path.of(PYTHON))) {
      Process process = new ProcessBuilder(PYTHON, "-c", "import " + module).start();
      there = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
      process.destroyForcibly();
    }
    if ("required".equals(System.getProperty("interop"))) {
      assertThat(there).as("python3-" + module + " is installed").isTrue();
    }
    assumeTrue(there, "python3-" + module + " is not installed");
  }

  /** Skips or fails the test unless this process may make networks of its own. */
  static void needNetworkNamespaces() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "-n", "ip", "link", "add", "type", "veth")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean may = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    process.destroyForcibly();
    if ("required".equals(System.getProperty("interop"))) {
      assertThat(may).as("network namespaces may be made").isTrue();
    }
    assumeTrue(may, "network namespaces may not be made");
  }

  private static boolean isInstalled(String name) {
    for (String folder : System.getenv("PATH").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, name))) {
        return true;
      }
    }
    return false;
  }

  /** Runs it to its end, which must be exit code 0, and returns all that it printed. */
  static String run(Path folder, String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(text).isZero();
      return text;
    } finally {
      process.destroyForcibly();
    }
  }
}
