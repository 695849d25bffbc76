package io.minibit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The built jar as a process of its own, whose lines (of both streams) are kept and can be waited
 * for. Closing kills it.
 */
public final class JarProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  /** As this process has it, so that tests are strict with the jar too and benchmarks are not. */
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  private static final Pattern LISTENING = Pattern.compile("listening (\\S+) (\\S+):(\\d+)");

  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  private JarProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "jar-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs the jar in a folder. */
  public static JarProcess run(Path folder, String... args) throws IOException {
    return run(folder, Map.of(), List.of(), args);
  }

  /**
   * Runs the jar.
   *
   * @param environment variables on top of this process's own
   * @param jvmFlags put before {@code -jar}
   */
  public static JarProcess run(
      Path folder, Map<String, String> environment, List<String> jvmFlags, String... args)
      throws IOException {
    return run(List.of(), folder, environment, jvmFlags, args);
  }

  /** The same, by way of a program that runs what follows its own words. */
  public static JarProcess run(
      List<String> by,
      Path folder,
      Map<String, String> environment,
      List<String> jvmFlags,
      String... args)
      throws IOException {
    List<String> command = new ArrayList<>(by);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    if (System.getProperty(LEAK_DETECTION) != null) {
      command.add("-D" + LEAK_DETECTION + "=" + System.getProperty(LEAK_DETECTION));
    }
    command.add("-jar");
    command.add(System.getProperty("minibit.jar"));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().putAll(environment);
    return new JarProcess(builder.start());
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException killed) {
      // Its streams went with it; what was read is all there is.
    } finally {
      synchronized (lines) {
        ended = true;
        lines.notifyAll();
      }
    }
  }

  /** Waits for a line that holds this text, and answers it. */
  public String awaitLine(String text) throws InterruptedException {
    return awaitLine(line -> line.contains(text), '"' + text + '"');
  }

  /** Waits for such a line, and answers it. */
  public String awaitLine(Predicate<String> wanted) throws InterruptedException {
    return awaitLine(wanted, "what was waited for");
  }

  private String awaitLine(Predicate<String> wanted, String name) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int next = 0;
    synchronized (lines) {
      while (true) {
        for (; next < lines.size(); next++) {
          if (wanted.test(lines.get(next))) {
            return lines.get(next);
          }
        }
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (ended || left <= 0) {
          throw new AssertionError("never said " + name + " but " + lines);
        }
        lines.wait(left);
      }
    }
  }

  /** Waits until that door is open, and answers its port. */
  public int awaitPort(String door) throws InterruptedException {
    String line = awaitLine("listening " + door + " ");
    Matcher parts = LISTENING.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("not as documented: " + line);
    }
    return Integer.parseInt(parts.group(3));
  }

  /** All lines so far. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  /** Types lines into its standard input. */
  public void type(String... typed) throws IOException {
    // Stays open: the end of input would mean the end of the menu.
    Writer input = process.outputWriter(StandardCharsets.UTF_8);
    for (String line : typed) {
      input.write(line + "\n");
    }
    input.flush();
  }

  /** Ends its standard input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends SIGTERM. */
  public void terminate() {
    process.destroy();
  }

  /** Sends SIGKILL. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Waits for its end and all its output, and answers its exit code. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs; it said " + lines());
    }
    reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    return process.exitValue();
  }

  /**
   * Kills it.
   *
   * @throws AssertionError if it lost a buffer
   */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    for (String line : lines()) {
      if (line.contains("LEAK:")) {
        throw new AssertionError(line);
      }
    }
  }
}
