package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FirstBytesTest {
  private static final String PROTOCOL = "\u0013BitTorrent protocol";

  @Test
  void aWholeProtocolNameIsAHandshake() {
    assertThat(FirstBytes.of(text(PROTOCOL))).isEqualTo(FirstBytes.HANDSHAKE);
    assertThat(FirstBytes.of(text(PROTOCOL + "\0\0"))).isEqualTo(FirstBytes.HANDSHAKE);
  }

  @Test
  void aSlowHandshakeIsNeverAName() {
    for (int length = 2; length < PROTOCOL.length(); length++) {
      ByteBuf part = text(PROTOCOL.substring(0, length));
      assertThat(FirstBytes.of(part)).isEqualTo(FirstBytes.UNDECIDED);
      assertThat(FirstBytes.whenSilent(part)).isEqualTo(FirstBytes.UNDECIDED);
      assertThat(FirstBytes.atEnd(part)).isEqualTo(FirstBytes.NOTHING);
    }
  }

  @Test
  void textIsANameOnceItIsOver() {
    for (String name :
        new String[] {"a", "näme 日本.txt", "\u0013", PROTOCOL.substring(0, 19) + "L"}) {
      assertThat(FirstBytes.of(text(name))).isEqualTo(FirstBytes.UNDECIDED);
      assertThat(FirstBytes.whenSilent(text(name))).isEqualTo(FirstBytes.NAME);
      assertThat(FirstBytes.atEnd(text(name))).isEqualTo(FirstBytes.NAME);
    }
  }

  @Test
  void aNameCutWithinACharacterGoesOnAtOnceOrIsNone() {
    ByteBuf cut = Unpooled.wrappedBuffer(new byte[] {'a', (byte) 0xC3});
    assertThat(FirstBytes.of(cut)).isEqualTo(FirstBytes.UNDECIDED);
    assertThat(FirstBytes.whenSilent(cut)).isEqualTo(FirstBytes.NOTHING);
    assertThat(FirstBytes.atEnd(cut)).isEqualTo(FirstBytes.NOTHING);
  }

  @Test
  void namesEndAtTheirLimit() {
    assertThat(FirstBytes.whenSilent(text("a".repeat(FirstBytes.MAX_NAME))))
        .isEqualTo(FirstBytes.NAME);
    assertThat(FirstBytes.of(text("a".repeat(FirstBytes.MAX_NAME + 1))))
        .isEqualTo(FirstBytes.NOTHING);
  }

  @Test
  void nothingIsNotAName() {
    assertThat(FirstBytes.whenSilent(Unpooled.EMPTY_BUFFER)).isEqualTo(FirstBytes.UNDECIDED);
    assertThat(FirstBytes.atEnd(Unpooled.EMPTY_BUFFER)).isEqualTo(FirstBytes.NOTHING);
  }

  @Test
  void theBeginningOfAKeyIsNothingWhenNoMoreComes() {
    ByteBuf part = Unpooled.wrappedBuffer(new byte[] {(byte) 0xFF, 1});
    assertThat(FirstBytes.of(part)).isEqualTo(FirstBytes.UNDECIDED);
    assertThat(FirstBytes.whenSilent(part)).isEqualTo(FirstBytes.NOTHING);
    assertThat(FirstBytes.atEnd(part)).isEqualTo(FirstBytes.NOTHING);
  }

  @Property(tries = 500)
  void aPublicKeyIsEncrypted(@ForAll long seed) {
    byte[] key = new KeyExchange(new SplittableRandom(seed)).publicKey();
    assertThat(FirstBytes.of(Unpooled.wrappedBuffer(key))).isEqualTo(FirstBytes.ENCRYPTED);
    assertThat(FirstBytes.atEnd(Unpooled.wrappedBuffer(key))).isEqualTo(FirstBytes.ENCRYPTED);
  }

  @Property(tries = 300)
  void whatIsDecidedStaysSoWhenMoreComes(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 95) int cut) {
    byte[] bytes = new byte[96];
    new Random(seed).nextBytes(bytes);
    FirstBytes early = FirstBytes.of(Unpooled.wrappedBuffer(bytes, 0, cut));
    if (early != FirstBytes.UNDECIDED) {
      assertThat(FirstBytes.of(Unpooled.wrappedBuffer(bytes))).isEqualTo(early);
    }
  }

  private static ByteBuf text(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
