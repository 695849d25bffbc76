package io.minibit.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BencodeTest {
  private static BencodeValue decode(String text) {
    return Bencode.decode(text.getBytes(ISO_8859_1));
  }

  private static String text(ByteBuffer bytes) {
    return ISO_8859_1.decode(bytes).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "i0e, 0",
    "i-1e, -1",
    "i42e, 42",
    "i9223372036854775807e, 9223372036854775807",
    "i-9223372036854775808e, -9223372036854775808"
  })
  void readsIntegersOfSixtyFourBits(String encoded, long value) {
    assertThat(decode(encoded).asLong()).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "d0:i1ee, de",
    "d0:d0:i1eee, de",
    "d1:ad0:i1e1:bi2eee, d1:ad1:bi2eee",
    "d4:treed1:fd0:d6:lengthi3eee1:gd0:deeee, d4:treed1:fde1:gdeee",
    "ld0:leed1:a0:ee, lded1:a0:ee",
    "li1e0:e, li1e0:e",
    "d1:a0:e, d1:a0:e",
    "0:, 0:"
  })
  void leavesOutWhatHasAnEmptyKey(String encoded, String rest) {
    assertThat(withoutEmptyKeys(decode(encoded))).isEqualTo(rest);
    BencodeValue inside = decode("d1:k" + encoded + "1:li0ee").get("k");
    assertThat(withoutEmptyKeys(inside)).isEqualTo(rest);
  }

  private static String withoutEmptyKeys(BencodeValue value) {
    StringBuilder all = new StringBuilder();
    value.withoutEmptyKeys(part -> all.append(text(part)));
    return all.toString();
  }

  @Test
  void readsStringsAsBytesTextAndSlice() {
    byte[] input = ("6:" + "gr\u00fcn!").getBytes(UTF_8);
    BencodeValue value = Bencode.decode(input);
    assertThat(value.asText()).isEqualTo("gr\u00fcn!");
    assertThat(value.asBytes()).isEqualTo("gr\u00fcn!".getBytes(UTF_8));
    assertThat(value.length()).isEqualTo(6);
    assertThat(value.asBuffer().isReadOnly()).isTrue();
    assertThat(decode("0:").asBytes()).isEmpty();
    assertThat(decode("2:\u00ff\u00fe").asText()).isEqualTo("\ufffd\ufffd");
  }

  @Test
  void walksListsInOrder() {
    List<Object> seen = new ArrayList<>();
    BencodeValue list = decode("li1e3:twoli3eeDe".replace("D", "d1:ai4ee"));
    for (BencodeValue element : list.elements()) {
      seen.add(element.type());
    }
    assertThat(seen)
        .containsExactly(
            BencodeType.INTEGER, BencodeType.STRING, BencodeType.LIST, BencodeType.DICTIONARY);
    assertThat(list.size()).isEqualTo(4);
    assertThat(decode("le").elements()).isEmpty();
  }

  @Test
  void looksKeysUpPastNestedValues() {
    BencodeValue value = decode("d1:ad1:bli1ei2eee1:bi7e2:bbi8ee");
    assertThat(value.get("b").asLong()).isEqualTo(7);
    assertThat(value.get("bb").asLong()).isEqualTo(8);
    assertThat(value.get("a").get("b").size()).isEqualTo(2);
    assertThat(value.get("c")).isNull();
    assertThat(value.size()).isEqualTo(3);
  }

  @Test
  void keepsTheBytesThatAValueWasReadFrom() {
    BencodeValue value = decode("d4:infod1:zi1e1:ai2eee");
    BencodeValue info = value.get("info");
    assertThat(text(info.encoded())).isEqualTo("d1:zi1e1:ai2ee");
    assertThat(info.start()).isEqualTo(7);
    assertThat(info.end()).isEqualTo(21);
    assertThat(text(info.get("a").encoded())).isEqualTo("i2e");
  }

  @Test
  void readsARangeOfAnArray() {
    ByteBuffer buffer = ByteBuffer.wrap("xxli1eeyy".getBytes(ISO_8859_1), 2, 5);
    BencodeValue value = Bencode.decode(buffer);
    assertThat(value.start()).isZero();
    assertThat(text(value.encoded())).isEqualTo("li1ee");
    assertThat(buffer.remaining()).isZero();
  }

  @Test
  void readsAPrefixAndLeavesThePayload() {
    ByteBuffer direct = ByteBuffer.allocateDirect(32);
    direct.put("d8:msg_typei1eePAYLOAD".getBytes(ISO_8859_1)).flip();
    BencodeValue value = Bencode.decodePrefix(direct);
    assertThat(value.get("msg_type").asLong()).isOne();
    assertThat(text(direct)).isEqualTo("PAYLOAD");
  }

  @Test
  void aPrefixThatIsNoValueLeavesThePosition() {
    ByteBuffer buffer = ByteBuffer.wrap("li1e".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> Bencode.decodePrefix(buffer)).isInstanceOf(BencodeException.class);
    assertThat(buffer.position()).isZero();
  }

  @Test
  void theFirstOfRepeatedKeysCounts() {
    assertThat(decode("d1:ai1e1:ai2ee").get("a").asLong()).isOne();
  }

  @ParameterizedTest
  @CsvSource({
    "d1:bi1e1:ai2ee, byte 7: the keys are not sorted",
    "d1:ai1e1:ai2ee, byte 7: a key comes twice",
    "d1:ad2:abi1e2:aai2eee, byte 12: the keys are not sorted",
    "ld1:bi1e1:ai2eee, byte 8: the keys are not sorted"
  })
  void sortedUniqueKeysAreRequiredOnDemandAtEveryDepth(String encoded, String message) {
    BencodeValue value = decode(encoded);
    assertThatExceptionOfType(BencodeException.class)
        .isThrownBy(value::requireSortedKeys)
        .withMessage(message);
  }

  @Test
  void orderOfKeysIsThatOfUnsignedBytes() {
    decode("d1:ai1e1:\u0080i2e2:\u0080\u0001i3ee").requireSortedKeys();
  }

  @Test
  void requiringOrderLooksAtTheValueAlone() {
    decode("d1:bd1:ai1e1:bi1ee1:ai0ee").get("b").requireSortedKeys();
  }

  @Test
  void anAccessorOfTheWrongTypeSaysWhatIsThere() {
    BencodeValue value = decode("d1:ai1ee");
    assertThatThrownBy(value::asLong).hasMessage("byte 0: must be an integer, is a dictionary");
    assertThatThrownBy(value.get("a")::asText)
        .hasMessage("byte 4: must be a string, is an integer");
    assertThatThrownBy(value::elements).hasMessage("byte 0: must be a list, is a dictionary");
    assertThatThrownBy(value.get("a")::entries)
        .hasMessage("byte 4: must be a dictionary, is an integer");
    assertThatThrownBy(() -> value.get("a").get("b"))
        .hasMessage("byte 4: must be a dictionary, is an integer");
  }
}
