package io.minibit.wire;

/** A peer broke the protocol; its connection is to be closed, and nobody else's. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A breach.
   *
   * @param message what the peer sent, in one line
   */
  public WireException(String message) {
    super(message, null, false, false);
  }
}
