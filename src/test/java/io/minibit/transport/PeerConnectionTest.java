package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.minibit.transport.ScriptedPeer.Block;
import io.minibit.transport.ScriptedPeer.Closed;
import io.minibit.wire.ByteString;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.PeerMessage;
import io.minibit.wire.PeerMessage.Choke;
import io.minibit.wire.PeerMessage.Extended;
import io.minibit.wire.PeerMessage.Have;
import io.minibit.wire.PeerMessage.HaveAll;
import io.minibit.wire.PeerMessage.Interested;
import io.minibit.wire.PeerMessage.KeepAlive;
import io.minibit.wire.PeerMessage.Request;
import io.minibit.wire.PeerMessage.Unchoke;
import io.minibit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PeerConnectionTest {
  private static final int BLOCK = 1 << 14;

  static Stream<Arguments> policies() {
    return Stream.of(
        arguments(EncryptionPolicy.ALLOWED, EncryptionPolicy.OFF, false),
        arguments(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED, false),
        arguments(EncryptionPolicy.OFF, EncryptionPolicy.ALLOWED, false),
        arguments(EncryptionPolicy.ALLOWED, EncryptionPolicy.REQUIRED, true),
        arguments(EncryptionPolicy.REQUIRED, EncryptionPolicy.ALLOWED, true),
        arguments(EncryptionPolicy.REQUIRED, EncryptionPolicy.REQUIRED, true));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void messagesAndBlocksGoBothWays(
      EncryptionPolicy listening, EncryptionPolicy dialling, boolean encrypted) throws Exception {
    try (Loopback node = new Loopback(listening, dialling)) {
      requireBothWays(node, encrypted);
    }
  }

  @Test
  void onTheNativeTransportToo() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    assumeTrue(vertx.isNativeTransportEnabled(), "there is no native transport here");
    try (Loopback node =
        new Loopback(vertx, "127.0.0.1", EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED)) {
      requireBothWays(node, false);
    }
  }

  static Stream<Vertx> transports() {
    return Stream.of(Vertx.vertx(), Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void blocksLeaveFromTheirFileInTheirOrder(Vertx vertx, @TempDir Path temp) throws Exception {
    int length = 64 * BLOCK;
    byte[] content = new byte[2 * length];
    new SplittableRandom(3).nextBytes(content);
    Path file = Files.write(temp.resolve("content"), content);
    CountDownLatch done = new CountDownLatch(8);
    CountDownLatch left = new CountDownLatch(8);
    try (Loopback node =
            new Loopback(vertx, "127.0.0.1", EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED);
        FileChannel channel = FileChannel.open(file)) {
      ScriptedPeer leecher = node.dial();
      ScriptedPeer seeder = node.accepted();
      leecher.then(() -> leecher.connection.limits().block(length));
      for (int i = 0; i < 8; i++) {
        int at = i * 1000;
        FilePart part = new FilePart(channel, at, length, done::countDown, () -> {});
        seeder.then(() -> seeder.connection.sendBlock(0, at, part, left::countDown));
        seeder.send(new Have(at));
      }
      for (int i = 0; i < 8; i++) {
        Block block = leecher.next(Block.class);
        assertThat(block.begin()).isEqualTo(i * 1000);
        assertThat(block.bytes()).isEqualTo(ByteBuffer.wrap(content, i * 1000, length));
        assertThat(leecher.next(Have.class).piece()).isEqualTo(i * 1000);
      }
      assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(node.call(seeder.connection::pendingBytes)).isZero();
      assertThat(channel.isOpen()).isTrue();
    }
  }

  @Test
  void whatNeverLeavesItsFileLetsGoOfIt(@TempDir Path temp) throws Exception {
    Path file = Files.write(temp.resolve("content"), new byte[64 * BLOCK]);
    CountDownLatch done = new CountDownLatch(401);
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED);
        FileChannel channel = FileChannel.open(file)) {
      ScriptedPeer leecher = node.dial();
      ScriptedPeer seeder = node.accepted();
      leecher.then(leecher.connection::pauseReading);
      FilePart part = new FilePart(channel, 0, 64 * BLOCK, done::countDown, () -> {});
      for (int i = 0; i < 400; i++) {
        seeder.then(() -> seeder.connection.sendBlock(0, 0, part, () -> {}));
      }
      assertThat(node.call(seeder.connection::pendingBytes)).isPositive();
      assertThat(node.call(seeder.connection::isWritable)).isFalse();
      seeder.then(seeder.connection::close);
      seeder.then(() -> seeder.connection.sendBlock(0, 0, part, () -> {}));
      assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void afterAnEncryptedHandshakeThatAgreesOnPlainPayloadAFileIsSentAsItIs(@TempDir Path temp)
      throws Exception {
    Path file = Files.write(temp.resolve("block"), new byte[BLOCK]);
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED);
        FileChannel channel = FileChannel.open(file)) {
      node.moods.add(EncryptionPolicy.REQUIRED);
      ScriptedPeer leecher = node.dial();
      ScriptedPeer seeder = node.accepted();
      for (ScriptedPeer peer : new ScriptedPeer[] {leecher, seeder}) {
        assertThat(peer.connection.encrypted()).isTrue();
        assertThat(peer.connection.ciphered()).isFalse();
      }
      FilePart part = new FilePart(channel, 0, BLOCK, () -> {}, () -> {});
      seeder.then(() -> seeder.connection.sendBlock(0, 0, part, () -> {}));
      assertThat(leecher.next(Block.class).isAll(0)).isTrue();
    }
  }

  @Test
  void ofABlockThatIsLeavingItIsKnownHowMuchHasLeft(@TempDir Path temp) throws Exception {
    // More than the sockets on both sides hold.
    int length = 64 << 20;
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED);
        RandomAccessFile file = new RandomAccessFile(temp.resolve("content").toFile(), "rw")) {
      file.setLength(length);
      ScriptedPeer leecher = node.dial();
      ScriptedPeer seeder = node.accepted();
      leecher.then(leecher.connection::pauseReading);
      FilePart part = new FilePart(file.getChannel(), 0, length, () -> {}, () -> {});
      seeder.then(() -> seeder.connection.sendBlock(0, 0, part, () -> {}));
      while (node.call(seeder.connection::takenBytes) < BLOCK) {
        assertThat(node.call(seeder.connection::pendingBytes)).isEqualTo(length);
      }
      assertThat(node.call(seeder.connection::takenBytes)).isLessThan(length);
    }
  }

  @Test
  void overIpv6Too() throws Exception {
    try (Loopback node =
        new Loopback(Vertx.vertx(), "::1", EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED)) {
      requireBothWays(node, false);
    }
  }

  private static void requireBothWays(Loopback node, boolean encrypted) throws Exception {
    ScriptedPeer leecher = node.dial();
    ScriptedPeer seeder = node.accepted();
    for (ScriptedPeer peer : new ScriptedPeer[] {leecher, seeder}) {
      assertThat(peer.connection.theirs()).isEqualTo(Loopback.HANDSHAKE);
      assertThat(peer.connection.encrypted()).isEqualTo(encrypted);
      assertThat(peer.connection.ciphered()).isEqualTo(encrypted);
    }
    assertThat(leecher.connection.dialled()).isTrue();
    assertThat(leecher.connection.remote()).isEqualTo(node.address());
    assertThat(seeder.connection.dialled()).isFalse();
    assertThat(seeder.connection.remote().getAddress().isLoopbackAddress()).isTrue();

    seeder.send(new HaveAll(), new Unchoke());
    leecher.next(HaveAll.class);
    leecher.next(Unchoke.class);
    leecher.send(new Interested(), new Request(3, 0, BLOCK));
    seeder.next(Interested.class);
    assertThat(seeder.next(Request.class)).isEqualTo(new Request(3, 0, BLOCK));
    CountDownLatch left = new CountDownLatch(64);
    for (int i = 0; i < 64; i++) {
      seeder.sendBlock(3, i * BLOCK, BLOCK, i, left::countDown);
      seeder.send(new Have(i));
    }
    for (int i = 0; i < 64; i++) {
      Block block = leecher.next(Block.class);
      assertThat(block.begin()).isEqualTo(i * BLOCK);
      assertThat(block.isAll(i)).isTrue();
      assertThat(leecher.next(Have.class).piece()).isEqualTo(i);
    }
    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
    List<Integer> neighbours = List.of(BLOCK, 5, BLOCK, 1000);
    CountDownLatch allLeft = new CountDownLatch(1);
    seeder.sendBlocks(9, 3, neighbours, allLeft::countDown);
    seeder.send(new Have(9));
    int begin = 3;
    for (int i = 0; i < neighbours.size(); i++) {
      Block block = leecher.next(Block.class);
      assertThat(block.piece()).isEqualTo(9);
      assertThat(block.begin()).isEqualTo(begin);
      assertThat(block.bytes().remaining()).isEqualTo(neighbours.get(i));
      assertThat(block.isAll(i)).isTrue();
      begin += neighbours.get(i);
    }
    assertThat(leecher.next(Have.class).piece()).isEqualTo(9);
    assertThat(allLeft.await(20, TimeUnit.SECONDS)).isTrue();
    seeder.then(() -> assertThat(seeder.connection.pendingBytes()).isZero());

    leecher.then(leecher.connection::close);
    assertThat(leecher.next(Closed.class).cause()).isNull();
    assertThat(seeder.next(Closed.class).cause()).isNull();
  }

  @Test
  void messagesThatComeWithTheHandshakeAreHeard() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      bytes.writeInt(1).writeByte(2).writeInt(0).writeInt(1).writeByte(0);
      raw.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
      ScriptedPeer peer = node.accepted();
      peer.next(Interested.class);
      peer.next(KeepAlive.class);
      peer.next(Choke.class);
      assertThat(readHandshake(raw)).isEqualTo(Loopback.HANDSHAKE);
    }
  }

  @Test
  void aHandshakeMayComeByteByByte() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      raw.setTcpNoDelay(true);
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      for (int i = 0; i < Handshake.LENGTH; i++) {
        raw.getOutputStream().write(bytes.getByte(i));
      }
      assertThat(node.accepted().connection.theirs()).isEqualTo(Loopback.HANDSHAKE);
    }
  }

  @Test
  void aBreachEndsTheConnectionAndSaysWhy() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      bytes.writeInt(Integer.MAX_VALUE).writeByte(7);
      raw.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
      assertThat(node.accepted().next(Closed.class).cause()).isInstanceOf(WireException.class);
      readHandshake(raw);
      assertThat(atEnd(raw)).isTrue();
    }
  }

  @Test
  void nothingIsHeardAfterTheClose() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      ScriptedPeer dialled = node.dial();
      ScriptedPeer accepted = node.accepted();
      accepted.then(
          () -> {
            accepted.connection.send(new Unchoke());
            accepted.connection.close();
            accepted.connection.close();
            accepted.connection.send(new Choke());
            accepted.sendAnyBlock(BLOCK);
          });
      dialled.next(Unchoke.class);
      dialled.next(Closed.class);
      accepted.next(Closed.class);
      OutgoingBlocks late = OutgoingBlocks.allocate(0, 0, List.of(BLOCK));
      accepted.then(() -> accepted.connection.sendBlocks(late, () -> {}));
      assertThat(late.buffer().refCnt()).isZero();
      assertThat(dialled.heard).isEmpty();
      assertThat(accepted.heard).isEmpty();
    }
  }

  @Test
  void readingStopsAndGoesOn() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      ScriptedPeer dialled = node.dial();
      ScriptedPeer accepted = node.accepted();
      dialled.then(dialled.connection::pauseReading);
      AtomicBoolean left = new AtomicBoolean();
      // More than the sockets on both sides hold.
      for (int i = 0; i < 2000; i++) {
        accepted.sendBlock(0, 0, BLOCK, 7, () -> left.set(true));
      }
      accepted.then(() -> assertThat(accepted.connection.pendingBytes()).isPositive());
      assertThat(dialled.heard).isEmpty();
      dialled.then(dialled.connection::resumeReading);
      for (int i = 0; i < 2000; i++) {
        assertThat(dialled.next(Block.class).isAll(7)).isTrue();
      }
    }
  }

  @Test
  void whoAsksAndNeverReadsIsNotHeardAnyMore() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        Socket raw = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      ByteBuf bytes = Unpooled.buffer();
      Loopback.HANDSHAKE.writeTo(bytes);
      raw.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
      ScriptedPeer peer = node.accepted();
      Extended answer = new Extended(1, ByteString.of(new byte[30_000]));
      // Until the sockets hold no more, and then some.
      peer.then(
          () -> {
            for (int i = 0; i < 1000; i++) {
              peer.connection.send(answer);
            }
          });
      peer.then(() -> {});
      raw.getOutputStream().write(new byte[] {0, 0, 0, 1, 2});
      peer.then(() -> {});
      assertThat(peer.heard).isEmpty();
      readHandshake(raw);
      raw.getInputStream().skipNBytes(1000 * 30_006);
      peer.next(Interested.class);
    }
  }

  @Test
  void aFaultOfTheHandlerEndsItsConnectionOnly() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      node.context.exceptionHandler(expected -> {});
      ScriptedPeer first = node.dial();
      ScriptedPeer second = node.dial();
      IllegalStateException fault = new IllegalStateException("on purpose");
      ScriptedPeer faulty = node.accepted();
      ScriptedPeer sound = node.accepted();
      AtomicBoolean ended = new AtomicBoolean();
      faulty.then(
          () ->
              faulty.connection.handler(
                  new PeerHandler() {
                    @Override
                    public void message(PeerMessage message) {
                      throw fault;
                    }

                    @Override
                    public void block(int piece, int begin, Payload payload) {
                      payload.release();
                    }

                    @Override
                    public void closed(Throwable cause) {
                      ended.set(cause == fault);
                    }
                  }));
      first.send(new Choke());
      first.next(Closed.class);
      assertThat(ended).isTrue();
      second.send(new Choke());
      sound.next(Choke.class);
    }
  }

  @Test
  void aConnectionThatNobodyTakesIsClosed() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      node.context.exceptionHandler(expected -> {});
      node.context.runOnContext(
          now ->
              node.dialer.dial(
                  node.address(),
                  Loopback.HANDSHAKE,
                  new DialHandler() {
                    @Override
                    public void connected(PeerConnection connection) {
                      throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void failed(DialException cause) {
                      throw new AssertionError(cause);
                    }
                  }));
      node.accepted().next(Closed.class);
    }
  }

  private static Handshake readHandshake(Socket from) throws IOException {
    return Handshake.read(Unpooled.wrappedBuffer(from.getInputStream().readNBytes(68)));
  }

  private static boolean atEnd(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }
}
