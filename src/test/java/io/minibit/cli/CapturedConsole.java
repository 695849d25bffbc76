package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A console whose output a test can read. */
final class CapturedConsole {
  static final Terminal ALL_TERMINAL = new Terminal(true, true, true, true, true);
  static final Terminal COLOURLESS_TERMINAL = new Terminal(true, true, true, false, false);

  private static final int PATIENCE_SECONDS = 30;
  private static final int LOOKS_A_SECOND = 50;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Console console;

  /** On a pipe. */
  CapturedConsole() {
    this(Terminal.NONE, 80);
  }

  CapturedConsole(Terminal terminal, int width) {
    console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            () -> width);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** Waits until standard output holds {@code text}. */
  void awaitOut(String text) throws InterruptedException {
    synchronized (console) {
      // The console tells nobody that it has printed, so look again now and then.
      for (int i = 0; i < PATIENCE_SECONDS * LOOKS_A_SECOND && !out().contains(text); i++) {
        console.wait(1000 / LOOKS_A_SECOND);
      }
    }
    assertThat(out()).contains(text);
  }

  List<String> outLines() {
    return out().lines().toList();
  }

  List<String> errLines() {
    return err().lines().toList();
  }
}
