package io.minibit.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NameDialerTest {
  private final Vertx vertx = Vertx.vertx();
  private final NameDialer dialer = new NameDialer(vertx);
  private ServerSocket seeder;

  @BeforeEach
  void listen() throws IOException {
    seeder = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws Exception {
    seeder.close();
    await(vertx.close());
  }

  @Test
  void sendsTheBareNameAndTakesAllBytesInOrder() throws Exception {
    byte[] content = new byte[3_000_001];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + i / 1000);
    }
    CompletableFuture<String> name = serve(out -> out.write(content));
    ByteBuffer received = ByteBuffer.allocate(content.length);
    long size = await(fetch("größe.bin", received::put));
    assertThat(size).isEqualTo(content.length);
    assertThat(received.array()).isEqualTo(content);
    assertThat(name.get(10, TimeUnit.SECONDS)).isEqualTo("größe.bin");
  }

  @Test
  void aSinkThatFailsEndsTheConnection() throws Exception {
    CompletableFuture<String> served =
        serve(
            out -> {
              byte[] block = new byte[65_536];
              while (true) {
                out.write(block);
              }
            });
    assertThatThrownBy(
            () ->
                await(
                    fetch(
                        "a",
                        bytes -> {
                          throw new IOException("No space left on device");
                        })))
        .hasMessageContaining("No space left");
    // The seeder's endless writing ended, with a reset.
    assertThatThrownBy(() -> served.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  @Test
  void aSlowDiskStopsTheReadingInsteadOfFillingMemory() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch diskIsBack = new CountDownLatch(1);
    var unused =
        serve(
            out -> {
              byte[] block = new byte[65_536];
              for (int i = 0; i < 1024; i++) {
                out.write(block);
                written.addAndGet(block.length);
              }
            });
    Future<Long> fetch =
        fetch(
            "a",
            bytes -> {
              try {
                diskIsBack.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
            });
    // The seeder comes to rest once all buffers are full, long before its 64 MiB are out.
    long stuckAt = -1;
    while (stuckAt != written.get() || written.get() == 0) {
      stuckAt = written.get();
      TimeUnit.MILLISECONDS.sleep(300);
    }
    assertThat(written.get()).isLessThan(48L << 20);
    diskIsBack.countDown();
    assertThat(await(fetch)).isEqualTo(64L << 20);
  }

  @Test
  void aResetIsAFailure() throws Exception {
    var unused =
        serve(
            out -> {
              out.write(new byte[1000]);
              throw new ResetNow();
            });
    assertThatThrownBy(() -> await(fetch("a", bytes -> {}))).isInstanceOf(ExecutionException.class);
  }

  @Test
  void nobodyThereIsAFailure() throws Exception {
    int port = seeder.getLocalPort();
    seeder.close();
    assertThatThrownBy(
            () ->
                await(
                    dialer
                        .fetch(SocketAddress.inetSocketAddress(port, "127.0.0.1"), "a", b -> {})
                        .end()))
        .hasMessageContaining("refused");
  }

  private Future<Long> fetch(String name, ByteSink sink) {
    return dialer
        .fetch(SocketAddress.inetSocketAddress(seeder.getLocalPort(), "127.0.0.1"), name, sink)
        .end();
  }

  private interface Script {
    void run(OutputStream out) throws IOException;
  }

  /** The seeder's side wants the connection reset, not closed. */
  private static final class ResetNow extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** Serves one connection; completes with what it was asked. */
  private CompletableFuture<String> serve(Script script) {
    CompletableFuture<String> asked = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (Socket socket = seeder.accept()) {
                byte[] name = new byte[1024];
                String text = new String(name, 0, socket.getInputStream().read(name), UTF_8);
                try {
                  script.run(socket.getOutputStream());
                } catch (ResetNow now) {
                  socket.setSoLinger(true, 0);
                }
                asked.complete(text);
              } catch (IOException e) {
                asked.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return asked;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
