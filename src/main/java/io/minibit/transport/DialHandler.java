package io.minibit.transport;

import io.minibit.metainfo.InfoHash;

/** Hears how a dial ends: {@link #connected} or {@link #failed}, once, on the dialer's context. */
public interface DialHandler {
  /**
   * Whether a peer may answer by this hash instead of the one it was dialled by: the other one of a
   * hybrid torrent (BEP 52).
   */
  default boolean mayAnswerBy(InfoHash other) {
    return false;
  }

  /** Both handshakes are done. A {@link PeerConnection#handler} is to be set before returning. */
  void connected(PeerConnection connection);

  /** There is no connection, and why. */
  void failed(DialException cause);
}
