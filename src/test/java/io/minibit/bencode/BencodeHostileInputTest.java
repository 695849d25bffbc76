package io.minibit.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BencodeHostileInputTest {
  private static void refused(byte[] input, String message) {
    assertThatExceptionOfType(BencodeException.class)
        .isThrownBy(() -> Bencode.decode(input))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                      | byte 0: cut short",
        "i                       | byte 1: cut short",
        "i-                      | byte 2: cut short",
        "i5                      | byte 2: cut short",
        "ie                      | byte 1: a digit was expected in an integer",
        "i-e                     | byte 2: a digit was expected in an integer",
        "i+5e                    | byte 1: a digit was expected in an integer",
        "i-0e                    | byte 0: a negative zero",
        "i-05e                   | byte 0: a negative zero",
        "i00e                    | byte 0: an integer with leading zeros",
        "i05e                    | byte 0: an integer with leading zeros",
        "i5x                     | byte 2: an integer must end with 'e'",
        "i5.0e                   | byte 2: an integer must end with 'e'",
        "i9223372036854775808e   | byte 0: an integer that does not fit in 64 bits",
        "i-9223372036854775809e  | byte 0: an integer that does not fit in 64 bits",
        "i99999999999999999999e  | byte 0: an integer that does not fit in 64 bits",
        "5:abc                   | byte 0: a string of 5 bytes, but 3 are left",
        "2147483647:abc          | byte 0: a string of 2147483647 bytes, but 3 are left",
        "99999999999:            | byte 0: a string longer than the 12 bytes left",
        "99999999999999999999:   | byte 0: a string longer than the 21 bytes left",
        "03:abc                  | byte 0: a string's length with leading zeros",
        "00:                     | byte 0: a string's length with leading zeros",
        "3                       | byte 1: cut short",
        "3abc                    | byte 1: a string's length must end with ':'",
        "-3:abc                  | byte 0: no value begins with 0x2d",
        "e                       | byte 0: no value begins with 0x65",
        "x                       | byte 0: no value begins with 0x78",
        "\u00ff                  | byte 0: no value begins with 0xff",
        "l                       | byte 1: cut short",
        "d                       | byte 1: cut short",
        "li1e                    | byte 4: cut short",
        "d1:a                    | byte 4: cut short",
        "d1:ae                   | byte 4: a dictionary ends after a key without its value",
        "di1ei2ee                | byte 1: a dictionary's key must be a string",
        "dlei2ee                 | byte 1: a dictionary's key must be a string",
        "lee                     | byte 2: 1 more bytes after the end of the value",
        "i1ei2e                  | byte 3: 3 more bytes after the end of the value",
      })
  void malformedInputIsRefusedWithItsOffset(String input, String message) {
    refused(input.getBytes(ISO_8859_1), message);
  }

  @Test
  void nestingIsCapped() {
    int most = Bencode.MAX_DEPTH;
    Bencode.decode(("l".repeat(most) + "e".repeat(most)).getBytes(ISO_8859_1));
    refused(
        ("l".repeat(most + 1) + "e".repeat(most + 1)).getBytes(ISO_8859_1),
        "byte 100: nested deeper than 100");
  }

  @Test
  void aMillionOpenListsAreRefusedWithoutRecursion() {
    byte[] input = new byte[1_000_000];
    Arrays.fill(input, (byte) 'l');
    refused(input, "byte 100: nested deeper than 100");
  }

  @Test
  void aMillionOpenDictionariesAreRefusedWithoutRecursion() {
    refused("d1:a".repeat(1_000_000).getBytes(ISO_8859_1), "byte 400: nested deeper than 100");
  }

  @Test
  void theNumberOfValuesIsCapped() {
    // The list is a value too.
    String most = "de".repeat(Bencode.MAX_TOKENS - 1);
    assertThat(Bencode.decode(("l" + most + "e").getBytes(ISO_8859_1)).size())
        .isEqualTo(Bencode.MAX_TOKENS - 1);
    refused(("l" + most + "dee").getBytes(ISO_8859_1), "byte 5999999: more than 3000000 values");
  }

  @Test
  void tenMegabytesOfEmptyDictionariesAreRefused() {
    refused(
        ("l" + "de".repeat(5_000_000) + "e").getBytes(ISO_8859_1),
        "byte 5999999: more than 3000000 values");
  }

  @Test
  void everyPrefixOfAValueIsRefused() {
    byte[] whole = "d1:ai-12e1:bl3:xyzd1:ci0eee2:cc0:e".getBytes(ISO_8859_1);
    Bencode.decode(whole);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), "byte " + refusedAt(whole, length));
    }
  }

  /** What a reader meets when only so many bytes are there: their end, or a string cut short. */
  private static String refusedAt(byte[] whole, int length) {
    int string = new String(whole, 0, length, ISO_8859_1).lastIndexOf("3:");
    if (string >= 0 && length < string + 5) {
      return string + ": a string of 3 bytes, but " + (length - string - 2) + " are left";
    }
    for (String one : new String[] {"1:", "2:"}) {
      int at = new String(whole, 0, length, ISO_8859_1).lastIndexOf(one);
      int size = one.charAt(0) - '0';
      if (at >= 0 && length < at + 2 + size) {
        return at + ": a string of " + size + " bytes, but " + (length - at - 2) + " are left";
      }
    }
    return length + ": cut short";
  }
}
