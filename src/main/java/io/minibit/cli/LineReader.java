package io.minibit.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Reads lines on a daemon thread, one each time it is asked to, and no further ahead: however much
 * is piped in waits in the pipe.
 */
final class LineReader {
  private final BufferedReader reader;
  private final Consumer<String> consumer;
  private final Semaphore wanted = new Semaphore(0);
  private volatile boolean stopped;

  private LineReader(InputStream input, Consumer<String> consumer) {
    this.reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
    this.consumer = consumer;
  }

  /**
   * Starts the thread, which waits for {@link #next}.
   *
   * @param consumer called on that thread with each line, and with null once at the end
   */
  static LineReader start(InputStream input, Consumer<String> consumer) {
    var lines = new LineReader(input, consumer);
    var thread = new Thread(lines::run, "minibit-stdin");
    thread.setDaemon(true);
    thread.start();
    return lines;
  }

  /** Asks for one more line. */
  void next() {
    wanted.release();
  }

  /** Hands over no more lines. A read under way cannot be ended; its thread holds nothing up. */
  void stop() {
    stopped = true;
    wanted.release();
  }

  private void run() {
    String line;
    do {
      wanted.acquireUninterruptibly();
      line = stopped ? null : readLine();
      if (!stopped) {
        consumer.accept(line);
      }
    } while (line != null);
  }

  /** A terminal that is gone is the end of input as well. */
  private String readLine() {
    try {
      return reader.readLine();
    } catch (IOException gone) {
      return null;
    }
  }
}
