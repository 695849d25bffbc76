package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import io.minibit.wire.CryptoMethod;
import io.minibit.wire.Encryption;
import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.ExtensionHandshake;
import io.minibit.wire.Handshake;
import io.minibit.wire.PeerMessage;
import io.minibit.wire.TorrentKeys;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our codec, alone on a socket, and a real aria2. */
class PeerWireOfOthersTest {
  private static final int BLOCK = 1 << 14;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @TempDir private Path temp;

  @BeforeEach
  void need() {
    Program.need("aria2c");
  }

  @AfterEach
  void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"OFF", "ALLOWED", "REQUIRED"})
  void aPieceComesFromAria(EncryptionPolicy policy) throws Exception {
    TrackedTorrent made = TrackedTorrent.make(temp, "http://127.0.0.1:1/announce");
    InfoHash infoHash = InfoHash.parse(made.infoHash());
    int port = TrackedTorrent.freePort();
    try (RunningProgram aria =
        made.aria(
            "seed",
            "-V",
            "--seed-ratio=0.0",
            "--seed-time=60",
            "--listen-port=" + port,
            "--bt-force-encryption=" + (policy == EncryptionPolicy.REQUIRED))) {
      Handshake ours = WirePeer.handshake(infoHash);
      WirePeer peer =
          new WirePeer(
              dial(port, aria),
              policy == EncryptionPolicy.OFF
                  ? null
                  : EncryptionHandler.dialling(ours, policy, new SecureRandom()));
      if (policy == EncryptionPolicy.OFF) {
        peer.send(ours);
      } else {
        CryptoMethod method = peer.await(Encryption.class).method();
        assertThat(method)
            .isEqualTo(policy == EncryptionPolicy.REQUIRED ? CryptoMethod.RC4 : CryptoMethod.PLAIN);
      }
      assertThat(peer.await(Handshake.class).infoHash()).isEqualTo(infoHash);
      PeerMessage.Extended extended =
          peer.await(PeerMessage.Extended.class, m -> m.id() == ExtensionHandshake.ID);
      assertThat(ExtensionHandshake.read(extended.payload()).client()).startsWith("aria2/");
      peer.send(new PeerMessage.Interested());
      peer.await(PeerMessage.Unchoke.class);
      requireFirstPiece(peer, TorrentParser.parse(Files.readAllBytes(made.file())));
    }
  }

  private static void requireFirstPiece(WirePeer peer, Torrent torrent) throws Exception {
    MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
    int length = torrent.pieces().pieceLength();
    for (int begin = 0; begin < length; begin += BLOCK) {
      peer.send(new PeerMessage.Request(0, begin, BLOCK));
      PeerMessage.Block block = peer.await(PeerMessage.Block.class);
      assertThat(block.begin()).isEqualTo(begin);
      sha1.update(block.block().nioBuffer());
      block.block().release();
    }
    assertThat(torrent.info().v1Hashes().orElseThrow().matches(0, sha1.digest())).isTrue();
  }

  @Test
  void ariaDialsUsEncrypted() throws Exception {
    TorrentKeys keys = new TorrentKeys();
    BlockingQueue<WirePeer> accepted = new LinkedBlockingQueue<>();
    Channel door = listen(keys, accepted);
    HttpServer tracker = tracker(((InetSocketAddress) door.localAddress()).getPort());
    try {
      TrackedTorrent made =
          TrackedTorrent.make(
              temp, "http://127.0.0.1:" + tracker.getAddress().getPort() + "/announce");
      InfoHash infoHash = InfoHash.parse(made.infoHash());
      keys.add(infoHash);
      try (RunningProgram aria =
          made.aria("leech", "--seed-time=0", "--bt-force-encryption=true")) {
        WirePeer peer = accepted.poll(PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        assertThat(peer).as(aria.said()).isNotNull();
        Encryption agreed = peer.await(Encryption.class);
        assertThat(agreed.infoHash()).isEqualTo(infoHash);
        assertThat(agreed.method()).isEqualTo(CryptoMethod.RC4);
        assertThat(peer.await(Handshake.class).infoHash()).isEqualTo(infoHash);
        peer.send(WirePeer.handshake(infoHash));
        peer.send(new PeerMessage.HaveAll());
        peer.await(PeerMessage.Interested.class);
        peer.send(new PeerMessage.Unchoke());
        assertThat(peer.await(PeerMessage.Request.class).length()).isEqualTo(BLOCK);
      }
    } finally {
      tracker.stop(0);
      door.close().syncUninterruptibly();
    }
  }

  private Channel listen(TorrentKeys keys, BlockingQueue<WirePeer> accepted) {
    return new ServerBootstrap()
        .group(group)
        .channel(NioServerSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.add(
                    new WirePeer(
                        channel,
                        EncryptionHandler.listening(
                            keys, EncryptionPolicy.ALLOWED, new SecureRandom())));
              }
            })
        .bind(InetAddress.getLoopbackAddress(), 0)
        .syncUninterruptibly()
        .channel();
  }

  /** A tracker that knows one peer. */
  private static HttpServer tracker(int port) throws Exception {
    byte[] peers = {127, 0, 0, 1, (byte) (port >>> 8), (byte) port};
    byte[] answer =
        new BencodeWriter()
            .beginDictionary()
            .key("interval")
            .integer(1800)
            .key("peers")
            .string(peers)
            .end()
            .toByteArray();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/announce",
        exchange -> {
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** Its door opens a moment after it starts. */
  private Channel dial(int port, RunningProgram program) throws Exception {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.config().setAutoRead(false);
                  }
                });
    long start = System.nanoTime();
    while (true) {
      var attempt =
          bootstrap.connect(InetAddress.getLoopbackAddress(), port).awaitUninterruptibly();
      if (attempt.isSuccess()) {
        return attempt.channel();
      }
      if (System.nanoTime() - start > PATIENCE_NANOS
          || !(attempt.cause() instanceof ConnectException)) {
        throw new AssertionError(program.said(), attempt.cause());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
