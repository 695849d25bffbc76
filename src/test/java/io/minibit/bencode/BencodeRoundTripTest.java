package io.minibit.bencode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BencodeRoundTripTest {
  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatIsWrittenIsReadBack(@ForAll("values") Object value) {
    byte[] encoded = encode(value);
    BencodeValue read = Bencode.decode(encoded);
    assertSame(read, value);
    read.requireSortedKeys();
    assertThat(read.encoded()).isEqualTo(ByteBuffer.wrap(encoded));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anEncodedValueIsSplicedAsItStands(@ForAll("values") Object value) {
    ByteBuffer encoded = ByteBuffer.wrap(encode(value));
    byte[] outer = new BencodeWriter().beginList().encoded(encoded).integer(7).end().toByteArray();
    BencodeValue inner = Bencode.decode(outer).elements().iterator().next();
    assertThat(inner.encoded()).isEqualTo(encoded);
    assertSame(inner, value);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatIsReadIsCanonical(@ForAll("values") Object value, @ForAll byte[] noise, @ForAll int at) {
    byte[] input = encode(value);
    for (int i = 0; i < noise.length && i < 3; i++) {
      input[Math.floorMod(at + i * 7, input.length)] = noise[i];
    }
    BencodeValue read;
    try {
      read = Bencode.decode(input);
      read.requireSortedKeys();
    } catch (BencodeException refused) {
      assertThat(refused.offset()).isBetween(0, input.length);
      return;
    }
    BencodeWriter again = new BencodeWriter();
    rewrite(read, again);
    assertThat(again.toByteArray()).isEqualTo(input);
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> integers = Arbitraries.longs().map(Long.class::cast);
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(12);
    Arbitrary<Object> strings = bytes.map(Object.class::cast);
    Arbitrary<Object> leaf = Arbitraries.oneOf(integers, strings);
    return Arbitraries.recursive(
        () -> leaf,
        inner ->
            Arbitraries.oneOf(
                leaf,
                inner.list().ofMaxSize(4).map(Object.class::cast),
                Arbitraries.maps(bytes, inner).ofMaxSize(4).map(BencodeRoundTripTest::sorted)),
        0,
        3);
  }

  private static Object sorted(Map<byte[], Object> map) {
    Map<byte[], Object> sorted = new TreeMap<>(Arrays::compareUnsigned);
    sorted.putAll(map);
    return sorted;
  }

  private static byte[] encode(Object value) {
    BencodeWriter writer = new BencodeWriter();
    write(value, writer);
    return writer.toByteArray();
  }

  @SuppressWarnings("unchecked")
  private static void write(Object value, BencodeWriter writer) {
    if (value instanceof Long number) {
      writer.integer(number);
    } else if (value instanceof byte[] bytes) {
      writer.string(bytes);
    } else if (value instanceof List<?> list) {
      writer.beginList();
      list.forEach(element -> write(element, writer));
      writer.end();
    } else {
      writer.beginDictionary();
      ((Map<byte[], Object>) value).forEach((key, entry) -> write(entry, writer.key(key)));
      writer.end();
    }
  }

  private static void rewrite(BencodeValue value, BencodeWriter writer) {
    switch (value.type()) {
      case INTEGER -> writer.integer(value.asLong());
      case STRING -> writer.string(value.asBytes());
      case LIST -> {
        writer.beginList();
        value.elements().forEach(element -> rewrite(element, writer));
        writer.end();
      }
      case DICTIONARY -> {
        writer.beginDictionary();
        for (BencodeValue.Entry entry : value.entries()) {
          writer.key(entry.key().asBytes());
          rewrite(entry.value(), writer);
        }
        writer.end();
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void assertSame(BencodeValue read, Object value) {
    if (value instanceof Long number) {
      assertThat(read.asLong()).isEqualTo(number);
    } else if (value instanceof byte[] bytes) {
      assertThat(read.asBytes()).isEqualTo(bytes);
      assertThat(read.asBuffer()).isEqualTo(ByteBuffer.wrap(bytes));
      assertThat(read.length()).isEqualTo(bytes.length);
    } else if (value instanceof List<?> list) {
      assertThat(read.size()).isEqualTo(list.size());
      int i = 0;
      for (BencodeValue element : read.elements()) {
        assertSame(element, list.get(i++));
      }
    } else {
      Map<byte[], Object> map = (Map<byte[], Object>) value;
      assertThat(read.size()).isEqualTo(map.size());
      var expected = map.entrySet().iterator();
      for (BencodeValue.Entry entry : read.entries()) {
        var next = expected.next();
        assertThat(entry.key().asBytes()).isEqualTo(next.getKey());
        assertSame(entry.value(), next.getValue());
      }
    }
  }
}
