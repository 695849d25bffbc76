package io.minibit.tracker.protocol;

/** Why a datagram is no message of the name protocol. */
public enum Refusal {
  /** No byte at all. */
  EMPTY,
  /** Does not open with a brace: another protocol, or noise. */
  NOT_A_NAME_MESSAGE,
  /** Longer than any honest message can be. */
  TOO_LONG,
  /** Not UTF-8. */
  NOT_UTF8,
  /** Not one JSON object and nothing more. */
  NOT_JSON,
  /** One key twice: readers would disagree on which counts. */
  DUPLICATE_KEY,
  /** A field that the action needs is not there. */
  MISSING_FIELD,
  /** A field is there with another type. */
  WRONG_TYPE,
  /** An action that nobody knows. */
  UNKNOWN_ACTION,
  /** Not in 1 to 65535. */
  BAD_PORT,
  /** Empty, over 1024 bytes of UTF-8, or not Unicode. */
  BAD_FILENAME,
  /** Not 40 or 64 hex digits. */
  BAD_INFO_HASH,
  /** Negative, or over 2^63-1. */
  BAD_SIZE
}
