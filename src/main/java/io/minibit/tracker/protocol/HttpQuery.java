package io.minibit.tracker.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The query of a tracker's URL: names and values that may be any bytes, percent-encoded. A plus
 * sign is a plus sign, since clients that mean a space write {@code %20}.
 */
final class HttpQuery {
  private static final String UNRESERVED = "-._~";
  private static final String HEX = "0123456789abcdef";

  private final Map<String, List<byte[]>> fields = new LinkedHashMap<>();

  private HttpQuery() {}

  /**
   * Takes a raw query apart.
   *
   * @param query as it was received, or null for none; its length is bounded by who received it
   */
  static HttpQuery parse(String query) throws RefusedException {
    HttpQuery parsed = new HttpQuery();
    if (query == null) {
      return parsed;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      byte[] value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      parsed
          .fields
          .computeIfAbsent(
              new String(decode(name), StandardCharsets.ISO_8859_1), n -> new ArrayList<>())
          .add(value);
    }
    return parsed;
  }

  /** All values under a name. */
  List<byte[]> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  /** The value under a name that may be there but once. */
  Optional<byte[]> one(String name) throws RefusedException {
    List<byte[]> values = all(name);
    if (values.size() > 1) {
      throw new RefusedException(Refusal.REPEATED_FIELD);
    }
    return values.stream().findFirst();
  }

  /** Likewise, as text. */
  Optional<String> text(String name) throws RefusedException {
    return one(name).map(value -> new String(value, StandardCharsets.ISO_8859_1));
  }

  /** Likewise, as a number; an empty value counts as none. */
  long number(String name, long otherwise) throws RefusedException {
    Optional<String> text = text(name).filter(value -> !value.isEmpty());
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(text.get());
    } catch (NumberFormatException e) {
      throw new RefusedException(Refusal.BAD_NUMBER);
    }
  }

  /** Percent-encodes any bytes. */
  static String encode(byte[] bytes) {
    StringBuilder encoded = new StringBuilder(3 * bytes.length);
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return encoded.toString();
  }

  private static byte[] decode(String text) throws RefusedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new RefusedException(Refusal.BAD_ENCODING);
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else if (c > 0xff) {
        throw new RefusedException(Refusal.BAD_ENCODING);
      } else {
        bytes.write(c);
      }
    }
    return bytes.toByteArray();
  }
}
