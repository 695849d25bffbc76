package io.minibit.transport;

import io.minibit.wire.PeerMessage;

/** Hears what a peer says. All is called on the connection's context. */
public interface PeerHandler {
  /** Any message but a block. */
  void message(PeerMessage message);

  /**
   * A block (BEP 3).
   *
   * @param payload the receiver's, who releases it
   */
  void block(int piece, int begin, Payload payload);

  /**
   * The connection is over, whoever ended it. Comes exactly once and last.
   *
   * @param cause null when either side just closed; a {@link io.minibit.wire.WireException} when
   *     the peer broke the protocol
   */
  void closed(Throwable cause);
}
