package io.minibit.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A console whose output a test can read. */
final class CapturedConsole {
  static final Terminal ALL_TERMINAL = new Terminal(true, true, true, true, true);
  static final Terminal COLOURLESS_TERMINAL = new Terminal(true, true, true, false, false);

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

  List<String> outLines() {
    return out().lines().toList();
  }

  List<String> errLines() {
    return err().lines().toList();
  }
}
