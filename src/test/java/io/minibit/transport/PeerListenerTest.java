package io.minibit.transport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerListenerTest {
  /** More than all buffers on the way hold. */
  private static final long LARGE_BYTES = 1L << 30;

  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch sending = new CountDownLatch(1);
  private PeerListener listener;
  @TempDir Path folder;

  @BeforeEach
  void listen() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "the content");
    Path large = folder.resolve("large.bin");
    try (FileChannel channel = FileChannel.open(large, CREATE_NEW, WRITE, SPARSE)) {
      channel.write(ByteBuffer.allocate(1), LARGE_BYTES - 1);
    }
    listener =
        await(
            PeerListener.listen(
                vertx,
                "127.0.0.1",
                0,
                (name, connection) -> {
                  asked.add(name);
                  if (name.equals("a.txt")) {
                    connection.send(file, 11, sent::addAndGet);
                  } else if (name.equals("large.bin")) {
                    connection.send(large, LARGE_BYTES, sent::addAndGet);
                    sending.countDown();
                  } else {
                    connection.notFound();
                  }
                },
                IncomingPeers.none()));
  }

  @AfterEach
  void close() throws Exception {
    await(listener.close());
    await(vertx.close());
  }

  @Test
  void aNameEndsWhenTheClientFallsSilent() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "a.txt".getBytes(UTF_8));
      assertThat(answer(socket)).isEqualTo("the content");
    }
    assertThat(asked).containsExactly("a.txt");
    assertThat(sent).hasValue(11);
  }

  @Test
  void aNameEndsWhenTheClientHalfCloses() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "a.txt".getBytes(UTF_8));
      socket.shutdownOutput();
      assertThat(answer(socket)).isEqualTo("the content");
    }
  }

  @Test
  void aNameMayComeInPieces() throws IOException {
    byte[] name = "größe.txt".getBytes(UTF_8);
    try (Socket socket = connect()) {
      for (byte b : name) {
        send(socket, new byte[] {b});
      }
      socket.shutdownOutput();
      assertThat(answer(socket)).isEqualTo(NameConnection.NOT_FOUND);
    }
    assertThat(asked).containsExactly("größe.txt");
  }

  @Test
  void aNameThatIsNotSharedIsAnswered() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "../a.txt".getBytes(UTF_8));
      assertThat(answer(socket)).isEqualTo("ERROR: File not found");
    }
  }

  @Test
  void aNameOf1024BytesIsHeardAndOneMoreIsClosed() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "x".repeat(1024).getBytes(UTF_8));
      assertThat(answer(socket)).isEqualTo("ERROR: File not found");
    }
    try (Socket socket = connect()) {
      send(socket, "x".repeat(1025).getBytes(UTF_8));
      assertThat(answer(socket)).isEmpty();
    }
    assertThat(asked).containsExactly("x".repeat(1024));
  }

  @Test
  void whatIsNoUtf8IsClosedAtOnce() throws IOException {
    for (byte[] bytes :
        List.of(
            new byte[] {(byte) 0xC3, 0x28},
            new byte[] {(byte) 0xFF},
            new byte[] {'a', (byte) 0x80})) {
      try (Socket socket = connect()) {
        send(socket, bytes);
        assertThat(answer(socket)).isEmpty();
      }
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aCutCharacterAtTheEndIsClosed() throws IOException {
    try (Socket socket = connect()) {
      send(socket, new byte[] {'a', (byte) 0xC3});
      socket.shutdownOutput();
      assertThat(answer(socket)).isEmpty();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aBitTorrentHandshakeIsNotTakenForAName() throws IOException {
    try (Socket socket = connect()) {
      send(socket, ("\u0013BitTorrent protocol" + "\0".repeat(48)).getBytes(ISO_8859_1));
      assertThat(answer(socket)).isEmpty();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aConnectionWithoutAWordIsNoQuestion() throws IOException {
    try (Socket socket = connect()) {
      socket.shutdownOutput();
      assertThat(answer(socket)).isEmpty();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void aCrowdOfSilentOnesKeepsNobodyWaiting() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        silent.add(connect());
      }
      try (Socket socket = connect()) {
        send(socket, "a.txt".getBytes(UTF_8));
        assertThat(answer(socket)).isEqualTo("the content");
      }
      // It waited for nobody's time to run out: all for whom there is a place still have it.
      for (Socket left : silent.subList(500 - HalfOpen.MAX_OF_ADDRESS + 1, 500)) {
        left.setSoTimeout(1);
        assertThatThrownBy(() -> left.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
      }
      // The oldest were pushed out.
      assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void closingResetsWhoHasPartOfAFileAndWaitsForNobody() throws Exception {
    try (Socket stalled = connect()) {
      send(stalled, "large.bin".getBytes(UTF_8));
      assertThat(sending.await(20, TimeUnit.SECONDS)).isTrue();
      // Some bytes are there, and the rest of 1 GiB finds no room on the way.
      assertThat(stalled.getInputStream().read()).isZero();
      await(listener.close());
      assertThatThrownBy(() -> stalled.getInputStream().transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aFileThatShrankMeanwhileEndsInAReset() throws Exception {
    Files.write(folder.resolve("large.bin"), new byte[5]);
    try (Socket socket = connect()) {
      send(socket, "large.bin".getBytes(UTF_8));
      assertThatThrownBy(() -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(SocketException.class);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void send(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  /** All until the end; a reset after unread bytes is an end too. */
  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    } catch (SocketException reset) {
      return "";
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
