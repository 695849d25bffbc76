package io.minibit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The whole terminal as a page that is drawn anew, and its keys one by one. The page is one of its
 * own: closing it, which a signal does as well, brings back what was there before.
 */
final class Screen implements AutoCloseable {
  private static final String OPEN = "\033[?1049h\033[?25l";
  private static final String CLOSE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String END_LINE = "\033[K";
  private static final String ERASE_REST = "\033[J";
  private static final int ESCAPE = 27;

  /** The bytes of one key come together. */
  private static final long SEQUENCE_MILLIS = 50;

  private final org.jline.terminal.Terminal terminal;
  private final Attributes before;
  private final Thread hook = new Thread(this::restore, "minibit-screen");
  private volatile Size size;

  /**
   * Takes the terminal of this process.
   *
   * @param resized called when its size is another, on any thread
   * @throws CliFailure where that cannot be done
   */
  Screen(Runnable resized) {
    try {
      terminal = TerminalBuilder.builder().system(true).provider("exec").dumb(false).build();
    } catch (IOException | IllegalStateException e) {
      throw new CliFailure("the terminal cannot be used: " + e.getMessage());
    }
    before = terminal.enterRawMode();
    size = terminal.getSize();
    terminal.handle(
        Signal.WINCH,
        signal -> {
          size = terminal.getSize();
          resized.run();
        });
    Runtime.getRuntime().addShutdownHook(hook);
    write(OPEN);
  }

  /** Columns; where nobody knows, what most have. */
  int columns() {
    return size.getColumns() > 0 ? size.getColumns() : Terminal.DEFAULT_WIDTH;
  }

  /** Lines; where nobody knows, what most have. */
  int height() {
    return size.getRows() > 0 ? size.getRows() : 24;
  }

  /** Draws these lines, which are safe and fit. */
  void draw(List<String> lines) {
    write(HOME + String.join(END_LINE + "\r\n", lines) + END_LINE + ERASE_REST);
  }

  /** Waits for a key; {@link Key#END} when the terminal is gone. */
  Key read() {
    NonBlockingReader reader = terminal.reader();
    try {
      int first = reader.read();
      if (first != ESCAPE) {
        return first < 0 ? Key.END : Key.of(first);
      }
      int second = reader.read(SEQUENCE_MILLIS);
      if (second != '[' && second != 'O') {
        return Key.OTHER;
      }
      // Parameters, then one letter.
      int last = reader.read(SEQUENCE_MILLIS);
      while (last >= 0x20 && last < 0x40) {
        last = reader.read(SEQUENCE_MILLIS);
      }
      return last == 'A' ? Key.UP : last == 'B' ? Key.DOWN : Key.OTHER;
    } catch (IOException gone) {
      return Key.END;
    }
  }

  private synchronized void write(String text) {
    PrintWriter writer = terminal.writer();
    writer.write(text);
    writer.flush();
  }

  private void restore() {
    write(CLOSE);
    terminal.setAttributes(before);
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      terminal.close();
    } catch (IOException | IllegalStateException ending) {
      // The process ends, and with it the terminal is let go.
    }
  }

  /** What keys mean here. */
  enum Key {
    UP,
    DOWN,
    PAUSE,
    DELETE,
    YES,
    QUIT,
    END,
    OTHER;

    private static Key of(int character) {
      return switch (character) {
        case 'k' -> UP;
        case 'j' -> DOWN;
        case 'p', 'P', ' ' -> PAUSE;
        case 'd', 'D' -> DELETE;
        case 'y', 'Y' -> YES;
        case 'q', 'Q', 3, 4 -> QUIT;
        default -> OTHER;
      };
    }
  }
}
