package io.minibit.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes as a value. */
public final class ByteString {
  private final byte[] bytes;

  private ByteString(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Wraps bytes that nobody changes any more. */
  public static ByteString of(byte... bytes) {
    return new ByteString(bytes);
  }

  /** How many there are. */
  public int length() {
    return bytes.length;
  }

  /** The byte at an index. */
  public byte at(int index) {
    return bytes[index];
  }

  /** All of them, to be read only. */
  public ByteBuffer asBuffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** A copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ByteString that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
