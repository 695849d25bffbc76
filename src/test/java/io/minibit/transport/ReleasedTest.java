package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.ByteString;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.Socket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a connection ends, its memory goes back to the pool. */
@Timeout(60)
class ReleasedTest {
  private static final int ROUNDS = 4;
  private static final int BLOCK = 1 << 14;

  private long before;

  @BeforeEach
  void look() {
    before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
  }

  @AfterEach
  void requireAllBack() {
    // The node is closed, and so are its event loops.
    assertThat(PooledByteBufAllocator.DEFAULT.pinnedDirectMemory()).isLessThanOrEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"OFF", "REQUIRED"})
  void blocksThatNeverLeft(EncryptionPolicy policy) throws Exception {
    try (Loopback node = new Loopback(policy, policy)) {
      for (int i = 0; i < ROUNDS; i++) {
        ScriptedPeer dialled = node.dial();
        ScriptedPeer accepted = node.accepted();
        dialled.then(dialled.connection::pauseReading);
        accepted.then(
            () -> {
              for (int k = 0; k < 200; k++) {
                accepted.sendAnyBlock(BLOCK);
              }
            });
        ScriptedPeer closing = i % 2 == 0 ? accepted : dialled;
        closing.then(closing.connection::close);
      }
    }
  }

  @Test
  void messagesThatWereCutShort() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      bytes.writeInt(9 + BLOCK).writeByte(7).writeZero(BLOCK);
      for (int cut = 1; cut < bytes.readableBytes(); cut += 1 + bytes.readableBytes() / 50) {
        send(node, bytes, cut);
      }
    }
  }

  @Test
  void encryptedHandshakesThatWereCutShort() throws Exception {
    SplittableRandom chance = new SplittableRandom(1);
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED)) {
      for (int i = 0; i < ROUNDS; i++) {
        byte[] noise = new byte[96 + 200 * i];
        chance.nextBytes(noise);
        noise[0] = (byte) 0xFF;
        send(node, Unpooled.wrappedBuffer(noise), noise.length);
      }
    }
  }

  @Test
  void messagesToWhomDoesNotRead() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        Socket deaf = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      deaf.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
      ScriptedPeer peer = node.accepted();
      PeerMessage large = new PeerMessage.Extended(1, ByteString.of(new byte[30_000]));
      peer.then(
          () -> {
            for (int i = 0; i < 1000; i++) {
              peer.connection.send(large);
            }
          });
      peer.then(peer.connection::close);
      peer.next(ScriptedPeer.Closed.class);
    }
  }

  private static void send(Loopback node, ByteBuf bytes, int length) throws Exception {
    try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      raw.getOutputStream().write(bytes.array(), 0, length);
    }
  }
}
