package io.minibit.api;

/** The codes of event-bus failures; they mean what the HTTP statuses of the same number mean. */
public enum FailureCode {
  /** The request is malformed: unknown action or field, a wrong type, something missing. */
  MALFORMED(400),
  /** The token is missing or wrong. */
  UNAUTHORIZED(401),
  /** An id, name or path does not exist, or lies outside the allowed directories. */
  NOT_FOUND(404),
  /** The request is sound but the state of things forbids it. */
  CONFLICT(409),
  /** The request is larger than this node reads. */
  TOO_LARGE(413),
  /** A bug: the cause is in the log. */
  BUG(500),
  /** The tracker is away, or this node has no such role. */
  UNAVAILABLE(503),
  /** The disk is full. */
  NO_SPACE(507);

  private final int code;

  FailureCode(int code) {
    this.code = code;
  }

  /** The code of that number; a bug where there is none. */
  public static FailureCode of(int code) {
    for (FailureCode known : values()) {
      if (known.code == code) {
        return known;
      }
    }
    return BUG;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }
}
