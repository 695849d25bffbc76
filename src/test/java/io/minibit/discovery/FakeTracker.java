package io.minibit.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A tracker that does what the test says, one datagram after another. */
final class FakeTracker implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final DatagramSocket socket;

  /** What came in. */
  record Heard(String text, SocketAddress sender) {}

  FakeTracker(InetAddress host, int port) throws IOException {
    socket = new DatagramSocket(port, host);
    Thread thread = new Thread(this::listen, "fake-tracker");
    thread.setDaemon(true);
    thread.start();
  }

  UdpTracker url() {
    return UdpTracker.parse("udp://127.0.0.1:" + port());
  }

  int port() {
    return socket.getLocalPort();
  }

  Heard next() throws InterruptedException {
    Heard next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came");
    }
    return next;
  }

  /** The next datagram, which must be of that action; what repeats the ones before is passed by. */
  Heard next(String action) throws InterruptedException {
    Heard next = next();
    while (!next.text.contains("\"" + action + "\"")) {
      next = next();
    }
    return next;
  }

  void answer(Heard question, String answer) throws IOException {
    answer(question, answer.getBytes(UTF_8));
  }

  void answer(Heard question, byte[] answer) throws IOException {
    socket.send(new DatagramPacket(answer, answer.length, question.sender));
  }

  /** Answers from another port of the same host. */
  void spoof(Heard question, String answer) throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, socket.getLocalAddress())) {
      byte[] bytes = answer.getBytes(UTF_8);
      other.send(new DatagramPacket(bytes, bytes.length, question.sender));
    }
  }

  /** How many datagrams came that nobody took. */
  int waiting() {
    return heard.size();
  }

  void forgetWhatWasHeard() {
    heard.clear();
  }

  private void listen() {
    byte[] buffer = new byte[65_536];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        if (socket.isClosed()) {
          return;
        }
        throw new UncheckedIOException(e);
      }
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      heard.add(new Heard(new String(bytes, UTF_8), (InetSocketAddress) packet.getSocketAddress()));
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
