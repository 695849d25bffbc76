package io.minibit.transport;

/** Hears how a dial ends: by one of the two, once, on the dialer's context. */
public interface DialHandler {
  /** Both handshakes are done. A {@link PeerConnection#handler} is to be set before returning. */
  void connected(PeerConnection connection);

  /** There is no connection, and why. */
  void failed(DialException cause);
}
