package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rc4Test {
  /** RFC 6229: the stream at offsets 0 and 1024. */
  @ParameterizedTest
  @CsvSource({
    "0102030405,b2396305f03dc027ccc3524a0a1118a8,30abbcc7c20b01609f23ee2d5f6bb7df",
    "0102030405060708090a0b0c0d0e0f10,9ac7cc9a609d1ef7b2932899cde41b97,"
        + "bdf0324e6083dcc6d3cedd3ca8c53c16",
  })
  void isTheStreamOfTheRfc(String key, String first, String afterDiscarding) {
    byte[] bytes = new byte[16];
    Rc4.whole(HexFormat.of().parseHex(key)).apply(bytes);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(first);
    bytes = new byte[16];
    Rc4.discarding(HexFormat.of().parseHex(key)).apply(bytes);
    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(afterDiscarding);
  }

  @Property(tries = 200)
  void buffersAreEncryptedAsThePlatformDoesItHoweverTheyAreCut(
      @ForAll @Size(min = 5, max = 20) byte[] key,
      @ForAll @Size(max = 100) byte[] first,
      @ForAll @Size(max = 100) byte[] second)
      throws Exception {
    Cipher platform = Cipher.getInstance("ARCFOUR");
    platform.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "ARCFOUR"));
    ByteBuf expected = Unpooled.buffer();
    for (byte[] part : new byte[][] {first, second}) {
      byte[] encrypted = platform.update(part);
      expected.writeBytes(encrypted == null ? new byte[0] : encrypted);
    }
    Rc4 cipher = Rc4.whole(key);
    ByteBuf ours = Unpooled.wrappedBuffer(first, second).copy();
    cipher.apply(ours, 0, ours, 0, first.length);
    cipher.apply(ours, first.length, ours, first.length, second.length);
    assertThat(ours).isEqualTo(expected);
  }
}
