package io.minibit.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpEndpointTest {
  private static final int MANY = 200;

  private final Set<String> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger expected = new AtomicInteger();
  private final AtomicInteger taken = new AtomicInteger();
  private Vertx vertx;

  private void start(boolean nativeTransport) {
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    Assumptions.assumeTrue(
        vertx.isNativeTransportEnabled() == nativeTransport, "no native transport here");
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  /** Sends back what it gets, reversed; nothing for what begins with an x. */
  private final class Mirror implements DatagramHandler {
    @Override
    public boolean received(InetSocketAddress sender, ByteBuffer datagram, ByteBuffer answer) {
      assertThat(expected.get()).isGreaterThan(taken.getAndIncrement());
      threads.add(Thread.currentThread().getName());
      for (int i = datagram.limit() - 1; i >= datagram.position(); i--) {
        answer.put(datagram.get(i));
      }
      if (datagram.remaining() > 0 && datagram.get(datagram.position()) == '!') {
        throw new IllegalStateException("a bug, by way of trial");
      }
      return datagram.remaining() == 0 || datagram.get(datagram.position()) != 'x';
    }

    @Override
    public void expect(InetSocketAddress sender, ByteBuffer datagram) {
      expected.incrementAndGet();
    }

    @Override
    public void expected() {}

    @Override
    public void drained() {}
  }

  private UdpEndpoint open(String host, int port, boolean shared) throws Exception {
    Promise<UdpEndpoint> opened = Promise.promise();
    await(
        vertx.deployVerticle(
            new AbstractVerticle() {
              @Override
              public void start(Promise<Void> started) {
                UdpEndpoint.open(vertx, host, port, shared, new Mirror()).onComplete(opened);
                started.complete();
              }
            }));
    return await(opened.future());
  }

  private static String ask(String host, int port, String text) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(host))) {
      socket.setSoTimeout(20_000);
      byte[] bytes = text.getBytes(US_ASCII);
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName(host), port));
      DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
      socket.receive(answer);
      return new String(Arrays.copyOf(answer.getData(), answer.getLength()), US_ASCII);
    }
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void itAnswersEachSender(boolean nativeTransport) throws Exception {
    start(nativeTransport);
    for (String host : new String[] {"127.0.0.1", "::1"}) {
      UdpEndpoint endpoint = open(host, 0, false);
      assertThat(ask(host, endpoint.port(), "abc")).isEqualTo("cba");
      assertThat(ask(host, endpoint.port(), "1".repeat(1200))).isEqualTo("1".repeat(1200));
      await(endpoint.close());
    }
    assertThat(threads).allMatch(thread -> thread.startsWith("vert.x-eventloop-thread-"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyThatArriveTogetherAreAllAnswered(boolean nativeTransport) throws Exception {
    start(nativeTransport);
    UdpEndpoint endpoint = open("127.0.0.1", 0, false);
    InetAddress host = InetAddress.getLoopbackAddress();
    try (DatagramSocket socket = new DatagramSocket(0, host)) {
      socket.setSoTimeout(20_000);
      for (int i = 0; i < MANY; i++) {
        byte[] bytes = {(byte) (i % 2 == 0 ? 'x' : 'y'), (byte) i};
        socket.send(new DatagramPacket(bytes, 2, host, endpoint.port()));
      }
      for (int i = 1; i < MANY; i += 2) {
        DatagramPacket answer = new DatagramPacket(new byte[8], 8);
        socket.receive(answer);
        assertThat(answer.getLength()).isEqualTo(2);
        assertThat(answer.getData()).startsWith((byte) i, (byte) 'y');
      }
    }
    assertThat(endpoint.unsent()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBugCostsTheOneAnswerAlone(boolean nativeTransport) throws Exception {
    start(nativeTransport);
    UdpEndpoint endpoint = open("127.0.0.1", 0, false);
    InetAddress host = InetAddress.getLoopbackAddress();
    try (DatagramSocket socket = new DatagramSocket(0, host)) {
      socket.setSoTimeout(20_000);
      for (int i = 0; i < MANY; i++) {
        byte[] bytes = {(byte) (i == 0 ? '!' : 'y')};
        socket.send(new DatagramPacket(bytes, 1, host, endpoint.port()));
      }
      for (int i = 1; i < MANY; i++) {
        DatagramPacket answer = new DatagramPacket(new byte[8], 8);
        socket.receive(answer);
        assertThat(answer.getData()).startsWith((byte) 'y');
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true})
  void severalShareAPortAndTheSenders(boolean nativeTransport) throws Exception {
    start(nativeTransport);
    assertThat(UdpEndpoint.canShare(vertx)).isTrue();
    int port = open("127.0.0.1", 0, true).port();
    open("127.0.0.1", port, true);
    for (int i = 0; i < MANY; i++) {
      assertThat(ask("127.0.0.1", port, "abc")).isEqualTo("cba");
    }
    assertThat(threads).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPortThatIsTakenIsAFailure(boolean nativeTransport) throws Exception {
    start(nativeTransport);
    int port = open("127.0.0.1", 0, false).port();
    assertThatThrownBy(() -> open("127.0.0.1", port, false))
        .isInstanceOf(ExecutionException.class)
        .satisfies(
            failure ->
                assertThat(failure.getCause())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use"));
  }
}
