package io.minibit.tracker.protocol;

/** Why bytes are no message of a tracker protocol. */
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
  BAD_SIZE,
  /** Ends before all fields that its kind has (BEP 15). */
  TOO_SHORT,
  /** A connect request without the number that marks one (BEP 15). */
  BAD_MAGIC,
  /** An event that nobody knows. */
  BAD_EVENT,
  /** A percent sign without two hex digits, or a character that no query holds. */
  BAD_ENCODING,
  /** Not 20 bytes. */
  BAD_PEER_ID,
  /** Not a decimal number, or out of range. */
  BAD_NUMBER,
  /** A field that can be there but once. */
  REPEATED_FIELD,
  /** Not bencoded, or not the dictionary that it should be. */
  BAD_BENCODING
}
