package io.minibit.wire;

import java.nio.ByteBuffer;

/**
 * A message of {@code lt_donthave}: the sender has a piece no longer (BEP 54).
 *
 * @param piece the one that is gone
 */
public record LtDontHave(int piece) {
  /** The name in the extension handshake. */
  public static final String NAME = "lt_donthave";

  /**
   * Reads one.
   *
   * @throws WireException unless it is four bytes that can be a piece
   */
  public static LtDontHave read(ByteString payload) {
    if (payload.length() != Integer.BYTES || payload.at(0) < 0) {
      throw new WireException("lt_donthave of " + payload.length() + " bytes");
    }
    return new LtDontHave(payload.asBuffer().getInt());
  }

  /**
   * The message that says it.
   *
   * @param id under which the receiver wants it
   */
  public PeerMessage.Extended toMessage(int id) {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(piece).array();
    return new PeerMessage.Extended(id, ByteString.of(bytes));
  }
}
