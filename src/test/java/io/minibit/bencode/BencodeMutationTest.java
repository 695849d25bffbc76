package io.minibit.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Breaks good inputs at random for {@code fuzz.seconds} (20 unless told otherwise) from the seed
 * {@code fuzz.seed}, each input being repeatable from the seed and its number.
 */
class BencodeMutationTest {
  private static final String[] SEEDS = {
    "d8:announce20:udp://127.0.0.1:500013:announce-listll1:aee4:infod6:lengthi12345e4:name1:x"
        + "12:piece lengthi16384e6:pieces20:01234567890123456789ee",
    "d4:infod9:file treed1:ad0:d6:lengthi5e11:pieces root32:01234567890123456789012345678901eee"
        + "12:meta versioni2e4:name1:a12:piece lengthi16384ee12:piece layersdee",
    "d8:msg_typei1e5:piecei0e10:total_sizei31235eexxxxxxxx",
    "lllllllllli-9223372036854775808eeeeeeeeeee",
    "d1:md11:ut_metadatai3e6:ut_pexi1ee13:metadata_sizei31235e1:pi6881e1:v3:abce"
  };
  private static final byte[] TELLING = "0123456789ilde:-".getBytes(ISO_8859_1);

  @Test
  void brokenInputsAreDecodedOrRefused() {
    long seed = Long.getLong("fuzz.seed", 20261122);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 20));
    for (long number = 0; System.nanoTime() < end; number++) {
      byte[] input = mutate(new SplittableRandom(seed + number));
      try {
        decodeOrRefuse(input);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(
            "fuzz.seed=" + (seed + number) + ": " + new String(input, ISO_8859_1), e);
      }
    }
  }

  static void decodeOrRefuse(byte[] input) {
    ByteBuffer buffer = ByteBuffer.wrap(input);
    BencodeValue value;
    try {
      value = Bencode.decodePrefix(buffer);
    } catch (BencodeException refused) {
      assertThat(refused.offset()).isBetween(0, input.length);
      return;
    }
    assertThat(value.end()).isEqualTo(buffer.position());
    assertThat(visit(value)).isLessThanOrEqualTo(input.length);
  }

  /** Touches all that a reader can touch and returns the number of values. */
  private static int visit(BencodeValue value) {
    int values = 1;
    switch (value.type()) {
      case INTEGER ->
          assertThat(value.encoded())
              .isEqualTo(ByteBuffer.wrap(("i" + value.asLong() + "e").getBytes(ISO_8859_1)));
      case STRING -> assertThat(value.asBytes()).hasSize(value.length());
      case LIST -> {
        for (BencodeValue element : value.elements()) {
          values += visit(element);
        }
      }
      case DICTIONARY -> {
        for (BencodeValue.Entry entry : value.entries()) {
          assertThat(entry.key().type()).isEqualTo(BencodeType.STRING);
          values += 1 + visit(entry.value());
        }
      }
    }
    return values;
  }

  private static byte[] mutate(SplittableRandom random) {
    byte[] input = SEEDS[random.nextInt(SEEDS.length)].getBytes(ISO_8859_1);
    for (int changes = 1 + random.nextInt(4); changes > 0 && input.length > 0; changes--) {
      int at = random.nextInt(input.length);
      int length = random.nextInt(input.length - at + 1);
      input =
          switch (random.nextInt(5)) {
            case 0 -> with(input, at, TELLING[random.nextInt(TELLING.length)]);
            case 1 -> with(input, at, (byte) random.nextInt());
            case 2 -> Arrays.copyOf(input, at);
            case 3 -> splice(input, at, at + length, new byte[0]);
            default -> splice(input, at, at, Arrays.copyOfRange(input, at, at + length));
          };
    }
    return input;
  }

  private static byte[] with(byte[] input, int at, byte value) {
    byte[] copy = input.clone();
    copy[at] = value;
    return copy;
  }

  private static byte[] splice(byte[] input, int from, int to, byte[] put) {
    return ByteBuffer.allocate(input.length - (to - from) + put.length)
        .put(input, 0, from)
        .put(put)
        .put(input, to, input.length - to)
        .array();
  }
}
