package io.minibit.tracker.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The options behind a UDP announce (BEP 41), of which one kind is known: the path and query of the
 * tracker's URL, in pieces of at most 255 bytes.
 */
final class UrlDataOption {
  private static final int END_OF_OPTIONS = 0;
  private static final int NOP = 1;
  private static final int URL_DATA = 2;
  private static final int MAX_PIECE = 255;

  private UrlDataOption() {}

  /**
   * Joins the pieces. Options of other kinds are passed over. One that is cut short ends the
   * reading: what is behind an announce was ignored before there were options.
   */
  static String read(ByteBuffer options) {
    ByteArrayOutputStream urlData = new ByteArrayOutputStream();
    while (options.hasRemaining()) {
      int type = options.get() & 0xff;
      if (type == NOP) {
        continue;
      }
      int length = type != END_OF_OPTIONS && options.hasRemaining() ? options.get() & 0xff : -1;
      if (length < 0 || length > options.remaining()) {
        break;
      }
      byte[] piece = new byte[length];
      options.get(piece);
      if (type == URL_DATA) {
        urlData.writeBytes(piece);
      }
    }
    return urlData.toString(StandardCharsets.ISO_8859_1);
  }

  /** The options that carry this; none for nothing. */
  static byte[] write(String urlData) {
    byte[] bytes = urlData.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream options = new ByteArrayOutputStream();
    for (int at = 0; at < bytes.length; at += MAX_PIECE) {
      int length = Math.min(MAX_PIECE, bytes.length - at);
      options.write(URL_DATA);
      options.write(length);
      options.write(bytes, at, length);
    }
    return options.toByteArray();
  }
}
