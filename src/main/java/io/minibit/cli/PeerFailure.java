package io.minibit.cli;

import io.minibit.api.FailureCode;

/** What a peer answered instead of doing what it was asked: a code of the contract and a reason. */
final class PeerFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int code;

  PeerFailure(int code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** A {@link FailureCode}'s number, or another program's. */
  int code() {
    return code;
  }

  /** Whether what was asked for does not exist. */
  boolean isNotFound() {
    return code == FailureCode.NOT_FOUND.code();
  }
}
