package io.minibit.bencode;

/**
 * Turns bytes into {@link Tokens} in one pass. Open containers are kept in an array and not on the
 * call stack, so that an input of a million opening brackets is an error like any other.
 */
final class Tokenizer {
  private final Tokens tokens;
  private final byte[] bytes;
  private final int end;
  private int position;

  /** The containers that are open, outermost first. */
  private final int[] open = new int[Bencode.MAX_DEPTH];

  /** For each open container: whether it is a dictionary that has a key without its value. */
  private final boolean[] owesValue = new boolean[Bencode.MAX_DEPTH];

  private int depth;

  Tokenizer(byte[] bytes, int from, int end) {
    this.tokens = new Tokens(bytes, from);
    this.bytes = bytes;
    this.position = from;
    this.end = end;
  }

  /** Reads one value with all that it contains. */
  BencodeValue tokenize() {
    do {
      byte next = peek();
      if (next == 'e' && depth > 0) {
        closeContainer();
      } else {
        if (tokens.count() == Bencode.MAX_TOKENS) {
          throw error("more than " + Bencode.MAX_TOKENS + " values");
        }
        noteKeyOrValue(next);
        readToken(next);
      }
    } while (depth > 0);
    return new BencodeValue(tokens, 0);
  }

  private void noteKeyOrValue(byte next) {
    if (depth == 0 || bytes[tokens.start(open[depth - 1])] != 'd') {
      return;
    }
    boolean isKey = !owesValue[depth - 1];
    if (isKey && !isDigit(next)) {
      throw error("a dictionary's key must be a string");
    }
    owesValue[depth - 1] = isKey;
  }

  private void readToken(byte next) {
    switch (next) {
      case 'd', 'l' -> openContainer();
      case 'i' -> readInteger();
      default -> {
        if (!isDigit(next)) {
          throw error("no value begins with 0x%02x".formatted(next));
        }
        readString();
      }
    }
  }

  private void openContainer() {
    if (depth == Bencode.MAX_DEPTH) {
      throw error("nested deeper than " + Bencode.MAX_DEPTH);
    }
    open[depth] = tokens.add(position++, 0, 0);
    owesValue[depth] = false;
    depth++;
  }

  private void closeContainer() {
    if (owesValue[depth - 1]) {
      throw error("a dictionary ends after a key without its value");
    }
    position++;
    depth--;
    tokens.close(open[depth], position);
  }

  private void readInteger() {
    int start = position++;
    boolean negative = peek() == '-';
    if (negative) {
      position++;
    }
    int digits = position;
    // Collected below zero, where there is room for the one number more.
    long value = 0;
    while (isDigit(peek())) {
      int digit = bytes[position++] - '0';
      if (value < (Long.MIN_VALUE + digit) / 10) {
        throw tokens.error(start, "an integer that does not fit in 64 bits");
      }
      value = value * 10 - digit;
    }
    if (position == digits) {
      throw error("a digit was expected in an integer");
    }
    if (bytes[digits] == '0' && (negative || position > digits + 1)) {
      throw tokens.error(start, negative ? "a negative zero" : "an integer with leading zeros");
    }
    if (peek() != 'e') {
      throw error("an integer must end with 'e'");
    }
    if (!negative && value == Long.MIN_VALUE) {
      throw tokens.error(start, "an integer that does not fit in 64 bits");
    }
    position++;
    tokens.add(start, position, 0);
  }

  private void readString() {
    int start = position;
    long length = 0;
    while (isDigit(peek())) {
      length = length * 10 + (bytes[position++] - '0');
      if (length > Integer.MAX_VALUE) {
        throw tokens.error(start, "a string longer than the " + (end - start) + " bytes left");
      }
    }
    if (bytes[start] == '0' && position > start + 1) {
      throw tokens.error(start, "a string's length with leading zeros");
    }
    if (peek() != ':') {
      throw error("a string's length must end with ':'");
    }
    position++;
    if (length > end - position) {
      throw tokens.error(
          start, "a string of " + length + " bytes, but " + (end - position) + " are left");
    }
    int content = position;
    position += (int) length;
    tokens.add(start, position, content);
  }

  private byte peek() {
    if (position == end) {
      throw error("cut short");
    }
    return bytes[position];
  }

  private BencodeException error(String problem) {
    return tokens.error(position, problem);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
