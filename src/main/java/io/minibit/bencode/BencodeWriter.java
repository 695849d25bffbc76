package io.minibit.bencode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes one bencoded value (BEP 3), which the decoder reads back as the same, in canonical form:
 * keys must be given in ascending order of their bytes. A breach of the form is a bug of the caller
 * and throws {@link IllegalStateException}.
 *
 * <pre>{@code
 * byte[] bytes = new BencodeWriter().beginDictionary()
 *     .key("info").encoded(info)
 *     .key("private").integer(1)
 *     .end().toByteArray();
 * }</pre>
 */
public final class BencodeWriter {
  /** An open container; a list has no keys. */
  private static final class Container {
    final boolean dictionary;
    byte[] lastKey;
    boolean owesValue;

    Container(boolean dictionary) {
      this.dictionary = dictionary;
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Deque<Container> open = new ArrayDeque<>();

  /** Opens a dictionary: {@link #key} and a value in turns, then {@link #end}. */
  public BencodeWriter beginDictionary() {
    beforeValue();
    open.push(new Container(true));
    out.write('d');
    return this;
  }

  /** Opens a list: values, then {@link #end}. */
  public BencodeWriter beginList() {
    beforeValue();
    open.push(new Container(false));
    out.write('l');
    return this;
  }

  /** Closes the innermost container. */
  public BencodeWriter end() {
    if (open.isEmpty() || open.pop().owesValue) {
      throw new IllegalStateException("no container is open, or a key has no value");
    }
    out.write('e');
    return this;
  }

  /** Writes a key as UTF-8. */
  public BencodeWriter key(String key) {
    return key(key.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a key; the array must not change until the dictionary is closed. */
  public BencodeWriter key(byte[] key) {
    Container dictionary = open.peek();
    if (dictionary == null || !dictionary.dictionary || dictionary.owesValue) {
      throw new IllegalStateException("a key has no place here");
    }
    if (dictionary.lastKey != null && Arrays.compareUnsigned(dictionary.lastKey, key) >= 0) {
      throw new IllegalStateException("keys must ascend and be unique");
    }
    dictionary.lastKey = key;
    dictionary.owesValue = true;
    writeString(key);
    return this;
  }

  public BencodeWriter integer(long value) {
    beforeValue();
    out.write('i');
    writeAscii(Long.toString(value));
    out.write('e');
    return this;
  }

  /** Writes a string as UTF-8. */
  public BencodeWriter string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  public BencodeWriter string(byte[] bytes) {
    beforeValue();
    writeString(bytes);
    return this;
  }

  /** Writes a value that is bencoded already, such as an info dictionary as it was received. */
  public BencodeWriter encoded(ByteBuffer value) {
    beforeValue();
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    out.writeBytes(bytes);
    return this;
  }

  /** Returns the value, which must be complete. */
  public byte[] toByteArray() {
    if (!open.isEmpty() || out.size() == 0) {
      throw new IllegalStateException("the value is not complete");
    }
    return out.toByteArray();
  }

  private void beforeValue() {
    Container container = open.peek();
    if (container == null) {
      if (out.size() > 0) {
        throw new IllegalStateException("the value is complete");
      }
    } else if (container.dictionary) {
      if (!container.owesValue) {
        throw new IllegalStateException("a key must come first");
      }
      container.owesValue = false;
    }
  }

  private void writeString(byte[] bytes) {
    writeAscii(Integer.toString(bytes.length));
    out.write(':');
    out.writeBytes(bytes);
  }

  private void writeAscii(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
