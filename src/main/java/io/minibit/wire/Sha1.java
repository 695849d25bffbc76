package io.minibit.wire;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-1, as the protocols of this room use it: over a few short byte strings in a row. */
final class Sha1 {
  /** Bytes of a digest. */
  static final int LENGTH = 20;

  private Sha1() {}

  static byte[] of(byte[]... parts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
