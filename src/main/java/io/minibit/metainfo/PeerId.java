package io.minibit.metainfo;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a peer calls itself towards trackers and other peers (BEP 3): 20 bytes, by habit a client's
 * letters and then chance (BEP 20).
 */
public final class PeerId {
  /** Bytes of it. */
  public static final int LENGTH = 20;

  private final byte[] bytes;

  private PeerId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Wraps an id.
   *
   * @param id copied
   * @throws IllegalArgumentException unless it has 20 bytes
   */
  public static PeerId of(byte[] id) {
    if (id.length != LENGTH) {
      throw new IllegalArgumentException("a peer id has 20 bytes, these are " + id.length);
    }
    return new PeerId(id.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Hex, since a stranger chose the bytes. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
