package io.minibit.cli;

/**
 * Text from outside, made safe to show. A file name, a client's version or a tracker's message may
 * hold escape sequences that rewrite a terminal, line breaks that forge a line of output, or
 * bidirectional and zero-width characters that make one name look like another. All of these are
 * shown as {@code \}{@code uXXXX}; everything else, whatever the script, passes unchanged.
 */
final class SafeText {
  private SafeText() {}

  /**
   * Escapes what must not reach a terminal or a log.
   *
   * @return {@code text} itself where there is nothing to escape
   */
  static String of(String text) {
    int index = 0;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      if (mustEscape(codePoint)) {
        return escapeFrom(text, index);
      }
      index += Character.charCount(codePoint);
    }
    return text;
  }

  private static String escapeFrom(String text, int first) {
    var safe = new StringBuilder(text.length() + 16).append(text, 0, first);
    int index = first;
    while (index < text.length()) {
      int codePoint = text.codePointAt(index);
      int next = index + Character.charCount(codePoint);
      if (mustEscape(codePoint)) {
        for (int i = index; i < next; i++) {
          safe.append(String.format("\\u%04x", (int) text.charAt(i)));
        }
      } else {
        safe.appendCodePoint(codePoint);
      }
      index = next;
    }
    return safe.toString();
  }

  /**
   * Control characters, format characters (which hold the bidirectional and the zero-width ones),
   * lone surrogates, and line and paragraph separators.
   */
  private static boolean mustEscape(int codePoint) {
    if (codePoint >= 0x20 && codePoint < 0x7f) {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isInvisible(codePoint);
    };
  }

  /**
   * The grapheme joiner, Hangul fillers and Mongolian selectors: invisible, yet letters or marks.
   */
  private static boolean isInvisible(int codePoint) {
    return codePoint == 0x034f
        || codePoint == 0x115f
        || codePoint == 0x1160
        || codePoint == 0x3164
        || codePoint == 0xffa0
        || (codePoint >= 0x180b && codePoint <= 0x180f);
  }
}
