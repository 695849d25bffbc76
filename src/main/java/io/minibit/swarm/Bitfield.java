package io.minibit.swarm;

import java.util.Arrays;

/** A fixed number of bits, a piece each, that knows how many are set. */
final class Bitfield {
  private final long[] words;
  private final int size;
  private int count;

  Bitfield(int size) {
    this.size = size;
    words = new long[(size + Long.SIZE - 1) / Long.SIZE];
  }

  boolean get(int bit) {
    return (words[bit >>> 6] & 1L << bit) != 0;
  }

  /** Sets a bit; says whether that changed anything. */
  boolean set(int bit) {
    long before = words[bit >>> 6];
    long after = before | 1L << bit;
    if (before == after) {
      return false;
    }
    words[bit >>> 6] = after;
    count++;
    return true;
  }

  /** Clears a bit; says whether that changed anything. */
  boolean clear(int bit) {
    long before = words[bit >>> 6];
    long after = before & ~(1L << bit);
    if (before == after) {
      return false;
    }
    words[bit >>> 6] = after;
    count--;
    return true;
  }

  void setAll() {
    Arrays.fill(words, -1L);
    if (size % Long.SIZE != 0) {
      words[words.length - 1] = (1L << size) - 1;
    }
    count = size;
  }

  void clearAll() {
    Arrays.fill(words, 0);
    count = 0;
  }

  int size() {
    return size;
  }

  /** How many bits are set. */
  int count() {
    return count;
  }

  boolean isFull() {
    return count == size;
  }

  int wordCount() {
    return words.length;
  }

  /** 64 bits from bit 64 * index on, the lowest first. */
  long word(int index) {
    return words[index];
  }

  /**
   * Takes over a bitfield as it stands in a message (BEP 3): the first piece is the highest bit of
   * the first byte.
   *
   * @return whether its length is right and no spare bit is set; if not, nothing changed
   */
  boolean load(byte[] message) {
    if (!fits(message)) {
      return false;
    }
    clearAll();
    for (int i = 0; i < message.length; i++) {
      long reversed = Integer.toUnsignedLong(Integer.reverse(message[i])) >>> 24;
      words[i >>> 3] |= reversed << ((i & 7) << 3);
      count += Long.bitCount(reversed);
    }
    return true;
  }

  private boolean fits(byte[] message) {
    if (message.length != (size + 7) / 8) {
      return false;
    }
    int spare = message.length * 8 - size;
    return spare == 0 || (message[message.length - 1] & ((1 << spare) - 1)) == 0;
  }

  /** The bits as they stand in a message. */
  byte[] toMessage() {
    byte[] message = new byte[(size + 7) / 8];
    for (int i = 0; i < message.length; i++) {
      int bits = (int) (words[i >>> 3] >>> ((i & 7) << 3)) & 0xFF;
      message[i] = (byte) (Integer.reverse(bits) >>> 24);
    }
    return message;
  }
}
