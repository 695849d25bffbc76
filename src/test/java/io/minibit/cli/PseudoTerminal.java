package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A command on a terminal that {@code script} of util-linux lends, with a person at its keys. */
final class PseudoTerminal implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final StringBuilder screen = new StringBuilder();

  /** Starts a shell command there, with the test's class path in {@code CP}. */
  PseudoTerminal(String command) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script is not installed");
    var builder =
        new ProcessBuilder("script", "-qec", "stty cols 100 rows 20; " + command, "/dev/null");
    builder.environment().put("CP", System.getProperty("java.class.path"));
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("LC_ALL", "C.UTF-8");
    process = builder.redirectErrorStream(true).start();
    var reader = new Thread(this::read, "terminal");
    reader.setDaemon(true);
    reader.start();
  }

  /** What starts the command line, for such a command. */
  static String cli(String words) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return java + " -cp $CP " + FakeNodeMain.class.getName() + " " + words;
  }

  private void read() {
    char[] buffer = new char[4096];
    try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
        synchronized (screen) {
          screen.append(buffer, 0, n);
          screen.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Presses keys. */
  void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Waits until that was written, and forgets what was written so far. */
  void await(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (screen) {
      while (screen.indexOf(text) < 0) {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        assertThat(millis).as("waited for %s in: %s", text, screen).isPositive();
        screen.wait(millis);
      }
      screen.delete(0, screen.indexOf(text) + text.length());
    }
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
