package io.minibit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Where the commands write. Two rules hold here so that no command has to think of them: whatever
 * is printed has its control characters escaped ({@link SafeText}), and with {@code --json}
 * standard output carries JSON objects only, a line each, while every other line goes to standard
 * error. Colours and the transient status line of a progress bar appear on a terminal alone.
 *
 * <p>Any thread may print; lines do not mix.
 */
final class Console {
  private static final String ERASE_LINE = "\r\033[K";

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final IntSupplier widthProbe;

  // All guarded by this.
  private boolean jsonOnly;
  private boolean statusShown;
  private int width;

  /**
   * Writes to streams given by the caller.
   *
   * @param widthProbe asked at most once, and only where a terminal is written to
   */
  Console(PrintStream out, PrintStream err, Terminal terminal, IntSupplier widthProbe) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.widthProbe = widthProbe;
  }

  /**
   * The standard streams of this process, in UTF-8 whatever the locale, as names of files and JSON
   * are.
   */
  static Console ofProcess(Map<String, String> environment) {
    return new Console(
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Terminal.detect(environment),
        Terminal::width);
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  /** From now on standard output carries JSON objects only. */
  synchronized void jsonOnly() {
    jsonOnly = true;
  }

  /** Whether {@link #jsonOnly()} was said. */
  synchronized boolean isJsonOnly() {
    return jsonOnly;
  }

  /** A line of the answer that was asked for. */
  void line(String text) {
    line(Style.PLAIN, text);
  }

  /** A line of the answer, in a colour where there are any. */
  synchronized void line(Style style, String text) {
    PrintStream stream = forPeople();
    clearStatus();
    String safe = SafeText.of(text);
    print(stream, (showsColours(stream) ? style.paint(safe) : safe) + "\n");
  }

  /** Marks where a person may type; a script needs no such mark. */
  synchronized void prompt(String text) {
    if (isDialogue()) {
      clearStatus();
      print(out, SafeText.of(text));
    }
  }

  /** A question: a person answers on the same line, a script finds it on a line of its own. */
  void question(String text) {
    if (isDialogue()) {
      prompt(text + " ");
    } else {
      line(text);
    }
  }

  /** Something to know that is not the answer: to standard error. */
  synchronized void note(String text) {
    clearStatus();
    print(err, SafeText.of(text) + "\n");
  }

  /** The one line that says why a command fails: to standard error. */
  synchronized void error(String message) {
    clearStatus();
    String prefix = showsColours(err) ? Style.RED.paint("minibit:") : "minibit:";
    print(err, prefix + " " + SafeText.of(message) + "\n");
  }

  /**
   * A JSON object on a line of standard output.
   *
   * @param object the encoded object, without line breaks; what {@link SafeText} escapes in it is
   *     still the same JSON
   * @throws CliFailure where nobody reads standard output any more
   */
  synchronized void json(String object) {
    clearStatus();
    print(out, SafeText.of(object) + "\n");
    if (out.checkError()) {
      throw new CliFailure("standard output: closed by its reader");
    }
  }

  /** Whether a status line is shown at all: only where standard output or error is a terminal. */
  synchronized boolean hasStatus() {
    return statusStream() != null;
  }

  /**
   * Draws a transient line in place of the last one; nothing where there is no terminal. The next
   * printed line takes its place.
   *
   * @param text safe, no wider than {@link #width()} less one
   */
  synchronized void status(String text) {
    PrintStream stream = statusStream();
    if (stream != null) {
      print(stream, ERASE_LINE + text);
      statusShown = true;
    }
  }

  /** Wipes the status line. */
  synchronized void clearStatus() {
    if (statusShown) {
      statusShown = false;
      print(statusStream(), ERASE_LINE);
    }
  }

  /** Colours a part of a status line, which is never shown but on a terminal. */
  String paintStatus(Style style, String safeText) {
    return terminal.colours() ? style.paint(safeText) : safeText;
  }

  /** The help that was asked for: our own text, several lines long, printed as it is. */
  void help(String text) {
    print(out, text);
  }

  /** Whether {@link #help} may be in colours. */
  boolean helpShowsColours() {
    return showsColours(out);
  }

  /** What the standard streams are attached to. */
  Terminal terminal() {
    return terminal;
  }

  /** The terminal's columns, as they were when first asked for. */
  synchronized int width() {
    if (width == 0) {
      width = widthProbe.getAsInt();
    }
    return width;
  }

  private boolean isDialogue() {
    return terminal.in() && terminal.out();
  }

  private boolean showsColours(PrintStream stream) {
    return terminal.colours() && (stream == out ? terminal.out() : terminal.err());
  }

  private PrintStream forPeople() {
    return jsonOnly ? err : out;
  }

  private PrintStream statusStream() {
    if (terminal.out() && !jsonOnly) {
      return out;
    }
    return terminal.err() ? err : null;
  }

  private static void print(PrintStream stream, String text) {
    stream.print(text);
    stream.flush();
  }
}
