package io.minibit.bencode;

import java.util.Arrays;

/**
 * A decoded input as one flat array, in the order of the bytes: three numbers a token instead of an
 * object a value, so that a torrent of a hundred thousand files costs a few megabytes and no time
 * for the collector. A container is followed by its children, a dictionary's being keys and values
 * in turns.
 */
final class Tokens {
  private static final int WIDTH = 3;
  private static final int FIRST_CAPACITY = 16;

  /** The input; tokens hold indices into it. */
  final byte[] bytes;

  /** Where the decoded range begins, so that offsets can be told from its start. */
  final int origin;

  /** Start, end, and for a string where its content begins, for a container its next sibling. */
  private int[] table = new int[FIRST_CAPACITY * WIDTH];

  private int count;

  Tokens(byte[] bytes, int origin) {
    this.bytes = bytes;
    this.origin = origin;
  }

  int count() {
    return count;
  }

  /** Adds a token and returns its number. */
  int add(int start, int end, int content) {
    int at = count * WIDTH;
    if (at == table.length) {
      table = Arrays.copyOf(table, at * 2);
    }
    table[at] = start;
    table[at + 1] = end;
    table[at + 2] = content;
    return count++;
  }

  /** Completes a container: it ends before {@code end}, and the next token is its sibling. */
  void close(int container, int end) {
    table[container * WIDTH + 1] = end;
    table[container * WIDTH + 2] = count;
  }

  int start(int token) {
    return table[token * WIDTH];
  }

  int end(int token) {
    return table[token * WIDTH + 1];
  }

  /** Returns where the content of a string begins. */
  int content(int token) {
    return table[token * WIDTH + 2];
  }

  BencodeType type(int token) {
    return switch (bytes[start(token)]) {
      case 'i' -> BencodeType.INTEGER;
      case 'l' -> BencodeType.LIST;
      case 'd' -> BencodeType.DICTIONARY;
      default -> BencodeType.STRING;
    };
  }

  /** Returns the token that follows this one and all that it contains. */
  int next(int token) {
    byte first = bytes[start(token)];
    return first == 'd' || first == 'l' ? table[token * WIDTH + 2] : token + 1;
  }

  /** Compares the contents of two strings as unsigned bytes, which is the order of keys. */
  int compareStrings(int a, int b) {
    return Arrays.compareUnsigned(bytes, content(a), end(a), bytes, content(b), end(b));
  }

  BencodeException error(int at, String problem) {
    return new BencodeException(at - origin, problem);
  }
}
