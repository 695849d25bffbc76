package io.minibit.bencode;

import java.nio.ByteBuffer;

/**
 * Decodes bencode (BEP 3), strictly: integers and string lengths in their one canonical form, every
 * container closed. Keys that are out of order are let through, as many old torrents have them; who
 * needs order asks {@link BencodeValue#requireSortedKeys()}, and of repeated keys the first counts.
 *
 * <p>Nothing is copied: a {@link BencodeValue} is a view on the given bytes, which must not change
 * while it is in use. Only a direct buffer is first copied to the heap. The cost beside the bytes
 * is twelve for each token, and never what a length in the input promises.
 */
public final class Bencode {
  /** How deep containers may nest: libtorrent's {@code max_decode_depth}. */
  public static final int MAX_DEPTH = 100;

  /** How many values and keys an input may hold: libtorrent's {@code max_decode_tokens}. */
  public static final int MAX_TOKENS = 3_000_000;

  private Bencode() {}

  /**
   * Decodes a value that takes up all of the bytes.
   *
   * @throws BencodeException if they are not one bencoded value and nothing else
   */
  public static BencodeValue decode(byte[] bytes) {
    return decode(ByteBuffer.wrap(bytes));
  }

  /**
   * Decodes a value that takes up all that remains in the buffer, and moves its position to the
   * end.
   *
   * @throws BencodeException if that is not one bencoded value and nothing else
   */
  public static BencodeValue decode(ByteBuffer buffer) {
    BencodeValue value = decodePrefix(buffer);
    if (buffer.hasRemaining()) {
      throw new BencodeException(
          value.end(), buffer.remaining() + " more bytes after the end of the value");
    }
    return value;
  }

  /**
   * Decodes the value that the buffer begins with, and moves its position to what follows: messages
   * of BEP 9 carry their payload behind a dictionary.
   *
   * @throws BencodeException if the buffer does not begin with a bencoded value; its position then
   *     stays
   */
  public static BencodeValue decodePrefix(ByteBuffer buffer) {
    byte[] bytes;
    int from;
    if (buffer.hasArray()) {
      bytes = buffer.array();
      from = buffer.arrayOffset() + buffer.position();
    } else {
      bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      from = 0;
    }
    BencodeValue value = new Tokenizer(bytes, from, from + buffer.remaining()).tokenize();
    buffer.position(buffer.position() + value.end());
    return value;
  }
}
