package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.transport.DialException.Reason;
import io.minibit.wire.ByteString;
import io.minibit.wire.Capabilities;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerDialerTest {
  private static final InfoHash OTHER = InfoHash.parse("f".repeat(40));

  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** What a fake peer does with a connection; what it reads, it reads to the end. */
  private interface Script {
    void run(Socket socket) throws IOException;
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whereNobodyListensItIsRefused() throws Exception {
    int port;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.ALLOWED)) {
      assertThat(reason(node, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)))
          .isEqualTo(Reason.REFUSED);
    }
  }

  @Test
  void whoHangsUpIsNoAnswerAndIsAskedOnceMoreInDisguise() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Script hangUp =
        socket -> {
          byte[] first = socket.getInputStream().readNBytes(20);
          boolean plain = first[0] == 19 && first[1] == 'B';
          assertThat(plain).isEqualTo(calls.get() == 0);
          calls.incrementAndGet();
        };
    assertThat(dial(EncryptionPolicy.ALLOWED, hangUp)).isEqualTo(Reason.NO_ANSWER);
    assertThat(calls).hasValue(2);
  }

  @Test
  void withoutEncryptionItIsAskedOnce() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    assertThat(dial(EncryptionPolicy.OFF, socket -> calls.incrementAndGet()))
        .isEqualTo(Reason.NO_ANSWER);
    assertThat(calls).hasValue(1);
  }

  @Test
  void anotherTorrentIsNotTaken() throws Exception {
    assertThat(dial(EncryptionPolicy.OFF, socket -> answer(socket, OTHER)))
        .isEqualTo(Reason.WRONG_TORRENT);
  }

  @Test
  void anotherProtocolIsABreach() throws Exception {
    assertThat(
            dial(
                EncryptionPolicy.ALLOWED,
                socket ->
                    socket
                        .getOutputStream()
                        .write(NameConnection.NOT_FOUND.getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(Reason.BREACH);
  }

  @Test
  void aTorrentThatIsNotServedIsNotAnswered() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED)) {
      assertThat(((DialException) node.dial(node.address(), OTHER)).reason())
          .isEqualTo(Reason.NO_ANSWER);
      assertThat(node.accepted).isEmpty();
    }
  }

  @Test
  void silenceIsGivenUpOnBothSides() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.ALLOWED, EncryptionPolicy.ALLOWED);
        ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket half = new Socket(InetAddress.getLoopbackAddress(), node.listener.port());
        Socket drip = new Socket(InetAddress.getLoopbackAddress(), node.listener.port())) {
      half.getOutputStream().write("\u0013BitTorrent protocol".getBytes(StandardCharsets.UTF_8));
      drip.getOutputStream().write("\u0013Bit".getBytes(StandardCharsets.UTF_8));
      assertThat(reason(node, (InetSocketAddress) silent.getLocalSocketAddress()))
          .isEqualTo(Reason.TIMEOUT);
      assertThat(half.getInputStream().read()).isEqualTo(-1);
      assertThat(drip.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsUnderWayOrWaitsEndsWithTheDialer() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
      InetSocketAddress to = (InetSocketAddress) silent.getLocalSocketAddress();
      int dials = PeerDialer.MAX_PER_SECOND + PeerDialer.MAX_WAITING + 1;
      AtomicInteger notTried = new AtomicInteger();
      DialHandler handler =
          new DialHandler() {
            @Override
            public void connected(PeerConnection connection) {
              connection.close();
            }

            @Override
            public void failed(DialException cause) {
              if (cause.reason() == Reason.NOT_TRIED) {
                notTried.incrementAndGet();
              }
            }
          };
      node.call(
          () -> {
            for (int i = 0; i < dials; i++) {
              node.dialer.dial(to, Loopback.HANDSHAKE, handler);
            }
            return null;
          });
      // The first second's dials are under way, the others wait, and one is too many.
      assertThat(node.call(notTried::get)).isEqualTo(1);
      Loopback.await(node.call(node.dialer::close));
      assertThat(notTried).hasValue(dials);
    }
  }

  @Test
  void beyondTheLimitNobodyIsDialledUntilAConnectionEnds() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      PeerDialer limited =
          node.call(() -> new PeerDialer(node.vertx, "127.0.0.1", EncryptionPolicy.OFF, 2));
      ScriptedPeer first = (ScriptedPeer) node.dial(limited, node.address(), Loopback.TORRENT);
      assertThat(node.dial(limited, node.address(), Loopback.TORRENT))
          .isInstanceOf(ScriptedPeer.class);
      Object beyond = node.dial(limited, node.address(), Loopback.TORRENT);
      assertThat(((DialException) beyond).reason()).isEqualTo(Reason.NOT_TRIED);
      first.then(first.connection::close);
      first.next(ScriptedPeer.Closed.class);
      assertThat(node.dial(limited, node.address(), Loopback.TORRENT))
          .isInstanceOf(ScriptedPeer.class);
      Loopback.await(node.call(limited::close));
    }
  }

  @Test
  void dialsThatAreUnderWayCountForTheLimit() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF);
        ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      PeerDialer limited =
          node.call(() -> new PeerDialer(node.vertx, "127.0.0.1", EncryptionPolicy.OFF, 1));
      DialHandler nobody =
          new DialHandler() {
            @Override
            public void connected(PeerConnection connection) {
              connection.close();
            }

            @Override
            public void failed(DialException cause) {}
          };
      InetSocketAddress to = (InetSocketAddress) silent.getLocalSocketAddress();
      node.call(
          () -> {
            limited.dial(to, Loopback.HANDSHAKE, nobody);
            return null;
          });
      Object beyond = node.dial(limited, node.address(), Loopback.TORRENT);
      assertThat(((DialException) beyond).reason()).isEqualTo(Reason.NOT_TRIED);
      Loopback.await(node.call(limited::close));
    }
  }

  @Test
  void itsEndDoesNotWaitForWhoDoesNotRead() throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, EncryptionPolicy.OFF)) {
      ScriptedPeer dialled = node.dial();
      ScriptedPeer deaf = node.accepted();
      deaf.then(deaf.connection::pauseReading);
      PeerMessage large = new PeerMessage.Extended(1, ByteString.of(new byte[30_000]));
      dialled.then(
          () -> {
            for (int i = 0; i < 1000; i++) {
              dialled.connection.send(large);
            }
          });
      Loopback.await(node.call(node.dialer::close));
      dialled.next(ScriptedPeer.Closed.class);
    }
  }

  private Reason dial(EncryptionPolicy policy, Script script) throws Exception {
    try (Loopback node = new Loopback(EncryptionPolicy.OFF, policy);
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      var unused = threads.submit(() -> serve(server, script));
      return reason(node, (InetSocketAddress) server.getLocalSocketAddress());
    }
  }

  /** Ends with the server's socket. */
  private Void serve(ServerSocket server, Script script) throws IOException {
    while (true) {
      Socket socket = server.accept();
      var unused =
          threads.submit(
              () -> {
                try (socket) {
                  script.run(socket);
                  socket.shutdownOutput();
                  return socket.getInputStream().readAllBytes();
                }
              });
    }
  }

  private static void answer(Socket socket, InfoHash torrent) throws IOException {
    ByteBuf bytes = Unpooled.buffer();
    new Handshake(Capabilities.OURS, torrent, PeerId.ours(new byte[12])).writeTo(bytes);
    socket.getOutputStream().write(bytes.array(), 0, bytes.readableBytes());
  }

  private static Reason reason(Loopback node, InetSocketAddress to) throws InterruptedException {
    return ((DialException) node.dial(to, Loopback.TORRENT)).reason();
  }
}
