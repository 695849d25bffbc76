package io.minibit.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/**
 * What the three standard streams are attached to. A terminal shows colours, a progress bar and
 * prompts; a pipe or a file gets plain lines.
 *
 * @param in whether standard input is a terminal
 * @param out whether standard output is one
 * @param err whether standard error is one
 * @param colours whether the person wants colours there; not so with {@code NO_COLOR} or a dumb
 *     terminal
 * @param unicode whether the locale says that more than ASCII can be drawn
 */
record Terminal(boolean in, boolean out, boolean err, boolean colours, boolean unicode) {
  /** Nothing is a terminal. */
  static final Terminal NONE = new Terminal(false, false, false, false, false);

  /** The width taken where the terminal does not tell its own. */
  static final int DEFAULT_WIDTH = 80;

  /**
   * Looks at the streams of this process.
   *
   * @param environment the environment variables
   */
  static Terminal detect(Map<String, String> environment) {
    boolean in = isTerminal(0);
    boolean out = isTerminal(1);
    boolean err = isTerminal(2);
    boolean colours =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(in, out, err, colours, isUtf8(environment));
  }

  /**
   * Asks the system for the terminal's width. The provider is asked and no terminal is opened:
   * JLine would write its own questions to the screen, and their answers would arrive as if typed.
   *
   * @return columns, {@link #DEFAULT_WIDTH} where nobody knows
   */
  static int width() {
    try {
      int columns = TerminalProvider.load("exec").systemStreamWidth(SystemStream.Output);
      return columns > 0 ? columns : DEFAULT_WIDTH;
    } catch (IOException | RuntimeException unknown) {
      // A terminal that JLine cannot handle is still one; only its width stays unknown.
      return DEFAULT_WIDTH;
    }
  }

  private static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor));
    if (!Files.isSymbolicLink(link)) {
      return consoleIsTerminal();
    }
    try {
      String target = Files.readSymbolicLink(link).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException closed) {
      return false;
    }
  }

  /**
   * Where there is no {@code /proc}: Java knows only whether input and output both are a terminal.
   * From Java 22 on a console exists in any case and has a method that tells.
   */
  @SuppressWarnings("SystemConsoleNull") // both behaviours are dealt with
  private static boolean consoleIsTerminal() {
    var console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) console.getClass().getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException olderJava) {
      return true;
    }
  }

  private static boolean isUtf8(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        String lower = locale.toLowerCase(Locale.ROOT);
        return lower.endsWith("utf-8") || lower.endsWith("utf8");
      }
    }
    return false;
  }
}
