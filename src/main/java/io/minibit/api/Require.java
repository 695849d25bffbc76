package io.minibit.api;

import java.util.List;

/** Checks of request fields that a type alone cannot make. */
final class Require {
  /** Linux refuses longer paths (PATH_MAX). */
  static final int MAX_PATH_CHARS = 4096;

  /** The name protocol carries at most 1024 bytes of UTF-8; ids are {@code old:} and a name. */
  static final int MAX_NAME_CHARS = 1100;

  /** Room for a magnet link with a screenful of trackers. */
  static final int MAX_MAGNET_CHARS = 16_384;

  private Require() {}

  static void text(String field, String value, int maxChars) {
    if (value == null) {
      throw malformed(field + " is missing");
    }
    optionalText(field, value, maxChars);
  }

  static void optionalText(String field, String value, int maxChars) {
    if (value == null) {
      return;
    }
    if (value.isEmpty()) {
      throw malformed(field + " must not be empty");
    }
    if (value.length() > maxChars) {
      throw malformed(field + " must not be longer than " + maxChars + " characters");
    }
    if (value.indexOf('\0') >= 0) {
      throw malformed(field + " must not contain NUL");
    }
  }

  static void oneOf(String fields, String... values) {
    int given = 0;
    for (String value : values) {
      if (value != null) {
        given++;
      }
    }
    if (given != 1) {
      throw malformed("needs exactly one of " + fields);
    }
  }

  static void optionalOneOf(String field, String value, String... values) {
    if (value != null && !List.of(values).contains(value)) {
      throw malformed(field + " must be one of " + String.join(", ", values));
    }
  }

  static void notNegative(String field, Long value) {
    if (value != null && value < 0) {
      throw malformed(field + " must not be negative");
    }
  }

  private static ApiException malformed(String message) {
    return new ApiException(FailureCode.MALFORMED, message);
  }
}
