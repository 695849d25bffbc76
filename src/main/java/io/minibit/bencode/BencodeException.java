package io.minibit.bencode;

/**
 * Bytes that are not bencode, or a value that is not of the type that the reader asked for. The
 * message is one line that says what is wrong and at which offset; it never quotes the input, so it
 * may be shown or logged as it stands.
 */
public final class BencodeException extends RuntimeException {
  private final int offset;

  BencodeException(int offset, String problem) {
    super("byte " + offset + ": " + problem);
    this.offset = offset;
  }

  /** Returns where the trouble is, counted in bytes from the start of the decoded range. */
  public int offset() {
    return offset;
  }
}
