package io.minibit.api;

/** A request that fails for a reason its sender can understand: a code and one plain line. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final FailureCode code;

  /**
   * A failure to be answered.
   *
   * @param message one line: what, where, what to do
   */
  public ApiException(FailureCode code, String message) {
    // No stack: it is an answer, not a fault, and strangers can cause it at will.
    super(message, null, false, false);
    this.code = code;
  }

  /** What kind of failure it is. */
  public FailureCode code() {
    return code;
  }
}
