package io.minibit.wire;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers fields of a handshake from reads of any size. Holds no more than one field; null means
 * that more has to come.
 */
final class FieldReader {
  private byte[] field;
  private int filled;

  /** The next so many bytes. */
  byte[] take(int length, ByteBuf in) {
    if (field == null) {
      field = new byte[length];
    }
    int some = Math.min(length - filled, in.readableBytes());
    in.readBytes(field, filled, some);
    filled += some;
    return filled == length ? done() : null;
  }

  /**
   * Reads to the end of a mark.
   *
   * @param padding what may stand before it, at most
   * @return whether the mark was found
   * @throws WireException if it does not come in time
   */
  boolean skipPast(byte[] mark, int padding, ByteBuf in) {
    if (field == null) {
      field = new byte[padding + mark.length];
    }
    while (in.isReadable()) {
      field[filled++] = in.readByte();
      if (filled >= mark.length
          && Arrays.equals(field, filled - mark.length, filled, mark, 0, mark.length)) {
        done();
        return true;
      }
      if (filled == field.length) {
        throw new WireException("encrypted handshake: no mark after " + filled + " bytes");
      }
    }
    return false;
  }

  private byte[] done() {
    byte[] whole = field;
    field = null;
    filled = 0;
    return whole;
  }
}
