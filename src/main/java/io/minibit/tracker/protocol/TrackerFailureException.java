package io.minibit.tracker.protocol;

import java.util.OptionalInt;

/**
 * The tracker said no, in its own words. They are cut and cleaned of control characters, since they
 * end on a terminal and in logs.
 */
public final class TrackerFailureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A line that a person reads. */
  private static final int MAX_CHARS = 200;

  /** In place of a number of minutes: never ask again (BEP 31). */
  public static final int NEVER = Integer.MAX_VALUE;

  private final int retryMinutes;

  /** A tracker's no that says nothing about another time. */
  public TrackerFailureException(String reason) {
    this(reason, OptionalInt.empty());
  }

  /**
   * A tracker's no.
   *
   * @param retryMinutes when to ask again (BEP 31), or {@link #NEVER}
   */
  public TrackerFailureException(String reason, OptionalInt retryMinutes) {
    super(clean(reason), null, false, false);
    this.retryMinutes = retryMinutes.orElse(-1);
  }

  /** Minutes after which to ask again, or {@link #NEVER}; empty where the tracker did not say. */
  public OptionalInt retryMinutes() {
    return retryMinutes < 0 ? OptionalInt.empty() : OptionalInt.of(retryMinutes);
  }

  static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .limit(MAX_CHARS)
        .map(point -> isPrintable(point) ? point : '?')
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isPrintable(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.UNASSIGNED
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
