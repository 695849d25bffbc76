package io.minibit.wire;

import static io.minibit.wire.Capabilities.Capability.DHT;
import static io.minibit.wire.Capabilities.Capability.EXTENDED;
import static io.minibit.wire.Capabilities.Capability.FAST;
import static io.minibit.wire.Capabilities.Capability.V2_UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private static final PeerId OURS =
      PeerId.ours("abcdefghijkl".getBytes(StandardCharsets.US_ASCII));

  @Test
  void isReadAsItWasWritten() {
    Handshake handshake =
        new Handshake(Capabilities.OURS.with(V2_UPGRADE), InfoHash.of(new byte[20]), OURS);
    ByteBuf wire = Unpooled.buffer();
    handshake.writeTo(wire);
    assertThat(wire.readableBytes()).isEqualTo(Handshake.LENGTH);
    assertThat(wire.getByte(0)).isEqualTo((byte) 19);
    assertThat(wire.getByte(20 + 5)).isEqualTo((byte) 0x10);
    assertThat(wire.getByte(20 + 7)).isEqualTo((byte) 0x14);
    assertThat(Handshake.read(wire)).isEqualTo(handshake);
    assertThat(wire.isReadable()).isFalse();
  }

  @Test
  void promisesAreThePeersOwnAndUnknownOnesMeanNothing() {
    byte[] reserved = {(byte) 0xFF, 0, 0, 0, 0, 0x10, (byte) 0xFF, (byte) 0xE1};
    Capabilities capabilities = Capabilities.of(reserved);
    assertThat(capabilities.all()).containsExactlyInAnyOrder(EXTENDED, DHT);
    assertThat(capabilities.has(FAST)).isFalse();
  }

  @Test
  void anotherProtocolIsABreach() {
    ByteBuf wire = Unpooled.buffer().writeZero(Handshake.LENGTH);
    assertThatThrownBy(() -> Handshake.read(wire)).isInstanceOf(WireException.class);
  }

  @Test
  void aClientsNameNeverHarmsATerminal() {
    assertThat(OURS.client()).isEqualTo("mB0100");
    byte[] hostile = "\u001b[31mevil\u0007aaaaaaaaaaa".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(PeerId.of(java.util.Arrays.copyOf(hostile, 20)).client()).isEqualTo("?[31me");
  }
}
