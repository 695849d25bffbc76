package io.minibit.storage;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** Bytes of padding, which stand in no file. */
final class Zeros {
  private static final byte[] BYTES = new byte[16 * 1024];

  private Zeros() {}

  /** Fills the rest of a buffer. */
  static void put(ByteBuffer to) {
    while (to.hasRemaining()) {
      to.put(BYTES, 0, Math.min(BYTES.length, to.remaining()));
    }
  }

  /** Feeds so many of them to a digest. */
  static void update(MessageDigest digest, int length) {
    for (int rest = length; rest > 0; rest -= BYTES.length) {
      digest.update(BYTES, 0, Math.min(BYTES.length, rest));
    }
  }

  /** Whether the first bytes of an array, at most 16 KiB, are nothing else. */
  static boolean isAll(byte[] bytes, int length) {
    return Arrays.equals(bytes, 0, length, BYTES, 0, length);
  }
}
