package io.minibit.metainfo;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The identity of a torrent in one version of the protocol: SHA-1 (20 bytes, BEP 3) or SHA-256 (32
 * bytes, BEP 52) over the info dictionary's bytes as they were received. The length tells which.
 */
public final class InfoHash {
  /** Bytes of a v1 hash, and of what handshakes and trackers carry of a v2 one. */
  public static final int V1_LENGTH = 20;

  /** Bytes of a v2 hash. */
  public static final int V2_LENGTH = 32;

  private final byte[] bytes;

  private InfoHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps a digest.
   *
   * @param digest 20 bytes for v1 or 32 for v2; copied
   * @throws IllegalArgumentException for any other length
   */
  public static InfoHash of(byte[] digest) {
    if (digest.length != V1_LENGTH && digest.length != V2_LENGTH) {
      throw new IllegalArgumentException(
          "an info hash has 20 or 32 bytes, these are " + digest.length);
    }
    return new InfoHash(digest.clone());
  }

  /**
   * Reads 40 or 64 hex digits of either case.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static InfoHash parse(String hex) {
    if (hex.length() != 2 * V1_LENGTH && hex.length() != 2 * V2_LENGTH) {
      throw new IllegalArgumentException(
          "an info hash has 40 or 64 hex digits, this has " + hex.length() + " characters");
    }
    try {
      return new InfoHash(HexFormat.of().parseHex(hex));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("an info hash has hex digits only", e);
    }
  }

  static InfoHash v1Of(byte[] info) {
    return new InfoHash(Digests.sha1().digest(info));
  }

  static InfoHash v2Of(byte[] info) {
    return new InfoHash(Digests.sha256().digest(info));
  }

  /** Whether this is a SHA-256 hash of BEP 52. */
  public boolean isV2() {
    return bytes.length == V2_LENGTH;
  }

  /** A copy of the whole hash. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * A copy of the 20 bytes that handshakes, trackers and the DHT use: v2 hashes are cut (BEP 52).
   */
  public byte[] truncated() {
    return Arrays.copyOf(bytes, V1_LENGTH);
  }

  /** Lower-case hex, 40 or 64 digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InfoHash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
