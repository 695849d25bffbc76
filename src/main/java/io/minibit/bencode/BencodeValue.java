package io.minibit.bencode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * A decoded value: a view on its bytes, made when it is asked for and cheap to throw away. It knows
 * the bytes that it was read from, so that an info hash is taken over what was received and not
 * over what an encoder would have written. An accessor that does not fit the value's type throws
 * {@link BencodeException}.
 */
public final class BencodeValue {
  private final Tokens tokens;
  private final int token;

  BencodeValue(Tokens tokens, int token) {
    this.tokens = tokens;
    this.token = token;
  }

  /** A key of a dictionary, which is a string of any bytes, and its value. */
  public record Entry(BencodeValue key, BencodeValue value) {}

  public BencodeType type() {
    return tokens.type(token);
  }

  /** Returns where the value begins, in bytes from the start of the decoded range. */
  public int start() {
    return tokens.start(token) - tokens.origin;
  }

  /** Returns where the value ends, likewise, exclusive. */
  public int end() {
    return tokens.end(token) - tokens.origin;
  }

  /** Returns the value as it stands in the input, as a read-only slice of it. */
  public ByteBuffer encoded() {
    return slice(tokens.start(token), tokens.end(token));
  }

  /** Returns the value of an integer. */
  public long asLong() {
    require(BencodeType.INTEGER);
    int at = tokens.start(token) + 1;
    boolean negative = tokens.bytes[at] == '-';
    long value = 0;
    for (int i = negative ? at + 1 : at; i < tokens.end(token) - 1; i++) {
      value = value * 10 - (tokens.bytes[i] - '0');
    }
    return negative ? value : -value;
  }

  /** Returns how many bytes a string has. */
  public int length() {
    require(BencodeType.STRING);
    return tokens.end(token) - tokens.content(token);
  }

  /** Returns the content of a string as a read-only slice of the input. */
  public ByteBuffer asBuffer() {
    require(BencodeType.STRING);
    return slice(tokens.content(token), tokens.end(token));
  }

  /** Returns a copy of the content of a string. */
  public byte[] asBytes() {
    require(BencodeType.STRING);
    return Arrays.copyOfRange(tokens.bytes, tokens.content(token), tokens.end(token));
  }

  /** Returns the content of a string as text; what is not UTF-8 becomes U+FFFD. */
  public String asText() {
    return new String(tokens.bytes, tokens.content(token), length(), StandardCharsets.UTF_8);
  }

  /** Returns whether this is a string of exactly these characters, all of them ASCII. */
  public boolean isText(String ascii) {
    return type() == BencodeType.STRING && contentEquals(token, ascii);
  }

  /** Returns the elements of a list, each made when the iteration comes to it. */
  public Iterable<BencodeValue> elements() {
    require(BencodeType.LIST);
    return () -> new Children<>(1, child -> new BencodeValue(tokens, child));
  }

  /** Returns the entries of a dictionary in the order of the input. */
  public Iterable<Entry> entries() {
    require(BencodeType.DICTIONARY);
    return () ->
        new Children<>(
            2, key -> new Entry(new BencodeValue(tokens, key), new BencodeValue(tokens, key + 1)));
  }

  /**
   * Looks a key up in a dictionary, from its first entry on.
   *
   * @param key the key, in ASCII
   * @return the value of the first entry with that key, or null if there is none
   */
  public BencodeValue get(String key) {
    require(BencodeType.DICTIONARY);
    int end = tokens.next(token);
    for (int at = token + 1; at < end; at = tokens.next(at + 1)) {
      if (contentEquals(at, key)) {
        return new BencodeValue(tokens, at + 1);
      }
    }
    return null;
  }

  /** Returns how many elements a list has, or entries a dictionary; counted at each call. */
  public int size() {
    int step = type() == BencodeType.DICTIONARY ? 1 : 0;
    if (step == 0) {
      require(BencodeType.LIST);
    }
    int size = 0;
    for (int at = token + 1; at < tokens.next(token); at = tokens.next(at + step)) {
      size++;
    }
    return size;
  }

  /**
   * Checks that in this value and all that it contains the keys of dictionaries ascend as unsigned
   * bytes and none comes twice, as BEP 3 says and as BEP 52 insists on.
   *
   * @throws BencodeException at the first key that is out of order or repeated
   */
  public void requireSortedKeys() {
    for (int at = token; at < tokens.next(token); at++) {
      if (tokens.type(at) == BencodeType.DICTIONARY) {
        requireSortedKeysOf(at);
      }
    }
  }

  /**
   * Hands out the value as it stands in the input, part by part, but without the entries of
   * dictionaries that have an empty key and come first, as they do where keys are sorted; at any
   * depth.
   */
  public void withoutEmptyKeys(Consumer<ByteBuffer> parts) {
    int from = tokens.start(token);
    int at = token;
    while (at < tokens.next(token)) {
      if (tokens.type(at) == BencodeType.DICTIONARY && beginsWithEmptyKey(at)) {
        int key = at + 1;
        parts.accept(slice(from, tokens.start(key)));
        from = tokens.end(key + 1);
        at = tokens.next(key + 1);
      } else {
        at++;
      }
    }
    parts.accept(slice(from, tokens.end(token)));
  }

  private boolean beginsWithEmptyKey(int dictionary) {
    int key = dictionary + 1;
    return key < tokens.next(dictionary) && tokens.content(key) == tokens.end(key);
  }

  private void requireSortedKeysOf(int dictionary) {
    int end = tokens.next(dictionary);
    int previous = -1;
    for (int key = dictionary + 1; key < end; key = tokens.next(key + 1)) {
      int order = previous < 0 ? -1 : tokens.compareStrings(previous, key);
      if (order >= 0) {
        throw tokens.error(
            tokens.start(key), order == 0 ? "a key comes twice" : "the keys are not sorted");
      }
      previous = key;
    }
  }

  private boolean contentEquals(int string, String ascii) {
    int from = tokens.content(string);
    if (tokens.end(string) - from != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (tokens.bytes[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private ByteBuffer slice(int from, int to) {
    return ByteBuffer.wrap(tokens.bytes, from, to - from).slice().asReadOnlyBuffer();
  }

  private void require(BencodeType wanted) {
    BencodeType actual = type();
    if (actual != wanted) {
      throw tokens.error(tokens.start(token), "must be " + wanted + ", is " + actual);
    }
  }

  /** Returns the type and the place, never the content: it may be long, hostile or secret. */
  @Override
  public String toString() {
    return type() + " at byte " + start();
  }

  /** Walks over the children of this container, one or two tokens at a time. */
  private final class Children<T> implements Iterator<T> {
    private final int step;
    private final IntFunction<T> view;
    private final int end = tokens.next(token);
    private int at = token + 1;

    Children(int step, IntFunction<T> view) {
      this.step = step;
      this.view = view;
    }

    @Override
    public boolean hasNext() {
      return at < end;
    }

    @Override
    public T next() {
      if (at >= end) {
        throw new NoSuchElementException();
      }
      T child = view.apply(at);
      at = tokens.next(at + step - 1);
      return child;
    }
  }
}
