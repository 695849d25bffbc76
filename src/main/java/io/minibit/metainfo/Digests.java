package io.minibit.metainfo;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two digests of BitTorrent, which every Java platform must provide. */
public final class Digests {
  private Digests() {}

  /** A new SHA-1 digest; not for use by several threads. */
  public static MessageDigest sha1() {
    return digest("SHA-1");
  }

  /** A new SHA-256 digest; not for use by several threads. */
  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  private static MessageDigest digest(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform lacks " + name, e);
    }
  }
}
