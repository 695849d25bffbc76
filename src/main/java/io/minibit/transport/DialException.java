package io.minibit.transport;

import io.minibit.wire.EncryptionPolicy;

/** Why a peer could not be had. */
public final class DialException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What to make of it. */
  public enum Reason {
    /** Nobody listens there. */
    REFUSED,
    /** No way leads there. */
    UNREACHABLE,
    /** Nothing, or too little, came in time. */
    TIMEOUT,
    /** Somebody listens, and hung up without a word, which {@link EncryptionPolicy} may explain. */
    NO_ANSWER,
    /** The peer answered for another torrent. */
    WRONG_TORRENT,
    /** The peer speaks something else. */
    BREACH,
    /** This node's dialer has too much to do, or is closed; says nothing of the peer. */
    NOT_TRIED
  }

  private final Reason reason;

  DialException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What to make of it. */
  public Reason reason() {
    return reason;
  }
}
