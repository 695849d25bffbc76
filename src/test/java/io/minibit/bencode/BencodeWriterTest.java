package io.minibit.bencode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BencodeWriterTest {
  @Test
  void writesTheExamplesOfBep3() {
    assertThat(new BencodeWriter().string("spam").toByteArray()).asString().isEqualTo("4:spam");
    assertThat(new BencodeWriter().integer(-3).toByteArray()).asString().isEqualTo("i-3e");
    byte[] list = new BencodeWriter().beginList().string("spam").string("eggs").end().toByteArray();
    assertThat(list).asString().isEqualTo("l4:spam4:eggse");
    byte[] dictionary =
        new BencodeWriter()
            .beginDictionary()
            .key("cow")
            .string("moo")
            .key("spam")
            .encoded(ByteBuffer.wrap(list))
            .end()
            .toByteArray();
    assertThat(dictionary).asString().isEqualTo("d3:cow3:moo4:spaml4:spam4:eggsee");
  }

  @Test
  void lengthsCountBytesAndNotCharacters() {
    assertThat(new BencodeWriter().string("gr\u00fcn").toByteArray())
        .isEqualTo("5:gr\u00fcn".getBytes(UTF_8));
  }

  @Test
  void keysMustAscend() {
    BencodeWriter writer = new BencodeWriter().beginDictionary().key("b").integer(1);
    assertThatIllegalStateException().isThrownBy(() -> writer.key("a"));
    assertThatIllegalStateException().isThrownBy(() -> writer.key("b"));
  }

  @Test
  void keysAndValuesTakeTurns() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new BencodeWriter().beginDictionary().integer(1));
    assertThatIllegalStateException()
        .isThrownBy(() -> new BencodeWriter().beginDictionary().key("a").key("b"));
    assertThatIllegalStateException()
        .isThrownBy(() -> new BencodeWriter().beginDictionary().key("a").end());
    assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().beginList().key("a"));
  }

  @Test
  void onlyOneCompleteValueIsHandedOut() {
    assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().toByteArray());
    assertThatIllegalStateException()
        .isThrownBy(() -> new BencodeWriter().beginList().toByteArray());
    assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().end());
    assertThatIllegalStateException().isThrownBy(() -> new BencodeWriter().integer(1).integer(2));
  }
}
