package io.minibit.cli;

import org.jline.utils.WCWidth;

/** Text measured in the columns of a terminal, where a Chinese character takes two. */
final class Columns {
  private Columns() {}

  /** The columns that {@code text} takes; control characters count as none. */
  static int of(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  /**
   * Shortens {@code text} to at most {@code columns}, an ellipsis at its end where something was
   * cut.
   *
   * @param ellipsis takes the place of what is cut
   */
  static String cut(String text, int columns, String ellipsis) {
    if (of(text) <= columns) {
      return text;
    }
    int room = columns - of(ellipsis);
    var cut = new StringBuilder();
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      room -= width(codePoint);
      if (room < 0) {
        break;
      }
      cut.appendCodePoint(codePoint);
      index += Character.charCount(codePoint);
    }
    return columns < of(ellipsis) ? "" : cut + ellipsis;
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }
}
