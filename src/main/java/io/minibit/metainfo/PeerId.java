package io.minibit.metainfo;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The 20 bytes by which a peer calls itself (BEP 3, prefix as of BEP 20). */
public final class PeerId {
  /** In bytes. */
  public static final int LENGTH = 20;

  /** What this client's ids begin with. */
  private static final byte[] PREFIX = "-mB0100-".getBytes(StandardCharsets.US_ASCII);

  /** How many bytes of our ids are left to chance. */
  public static final int CHANCE_LENGTH = LENGTH - PREFIX.length;

  private final byte[] bytes;

  private PeerId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * An id that was received.
   *
   * @throws IllegalArgumentException unless it has 20 bytes
   */
  public static PeerId of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a peer id has 20 bytes, not " + bytes.length);
    }
    return new PeerId(bytes.clone());
  }

  /**
   * An id of this client.
   *
   * @param chance 12 random bytes
   */
  public static PeerId ours(byte[] chance) {
    if (chance.length != CHANCE_LENGTH) {
      throw new IllegalArgumentException("12 random bytes make an id, not " + chance.length);
    }
    byte[] bytes = Arrays.copyOf(PREFIX, LENGTH);
    System.arraycopy(chance, 0, bytes, PREFIX.length, chance.length);
    return new PeerId(bytes);
  }

  /** A copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The client and its version where the id tells them in the Azureus style, else its printable
   * beginning. Anything that could harm a terminal is replaced.
   */
  public String client() {
    StringBuilder text = new StringBuilder(8);
    boolean azureus = bytes[0] == '-' && bytes[7] == '-';
    int from = azureus ? 1 : 0;
    for (int i = from; i < from + 6; i++) {
      text.append(bytes[i] > 0x20 && bytes[i] < 0x7F ? (char) bytes[i] : '?');
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return client();
  }
}
