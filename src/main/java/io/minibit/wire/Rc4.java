package io.minibit.wire;

import io.netty.buffer.ByteBuf;

/**
 * The stream cipher of encrypted connections. It hides what is sent from those who look at it in
 * passing and is no protection against anybody else. One instance is one direction of one
 * connection.
 */
final class Rc4 {
  /** The beginning of the key stream tells of the key; encrypted connections do not use it. */
  private static final int DISCARDED = 1024;

  private static final int SIZE = 256;
  private static final int MASK = SIZE - 1;

  private final int[] state = new int[SIZE];
  private int x;
  private int y;

  private Rc4(byte[] key) {
    for (int i = 0; i < SIZE; i++) {
      state[i] = i;
    }
    int j = 0;
    for (int i = 0; i < SIZE; i++) {
      int value = state[i];
      j = j + value + key[i % key.length] & MASK;
      state[i] = state[j];
      state[j] = value;
    }
  }

  /** The cipher from the first byte of its key stream on. */
  static Rc4 whole(byte[] key) {
    return new Rc4(key);
  }

  /** The cipher as encrypted connections use it. */
  static Rc4 discarding(byte[] key) {
    Rc4 cipher = new Rc4(key);
    for (int i = 0; i < DISCARDED; i++) {
      cipher.next();
    }
    return cipher;
  }

  private int next() {
    x = x + 1 & MASK;
    int a = state[x];
    y = y + a & MASK;
    int b = state[y];
    state[x] = b;
    state[y] = a;
    return state[a + b & MASK];
  }

  /** Encrypts or decrypts in place. */
  void apply(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) next();
    }
  }

  /**
   * Encrypts or decrypts into the same place of another buffer, or of the same one. Eight bytes at
   * a time, since each access of a buffer is checked.
   */
  void apply(ByteBuf from, int fromIndex, ByteBuf to, int toIndex, int length) {
    int[] s = state;
    int i = x;
    int j = y;
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      long keys = 0;
      for (int k = 0; k < Long.BYTES; k++) {
        i = i + 1 & MASK;
        int a = s[i];
        j = j + a & MASK;
        int b = s[j];
        s[i] = b;
        s[j] = a;
        keys = keys << Byte.SIZE | s[a + b & MASK];
      }
      to.setLong(toIndex + at, from.getLong(fromIndex + at) ^ keys);
    }
    x = i;
    y = j;
    for (; at < length; at++) {
      to.setByte(toIndex + at, from.getByte(fromIndex + at) ^ next());
    }
  }
}
