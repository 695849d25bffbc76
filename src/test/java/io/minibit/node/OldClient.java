package io.minibit.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/** Speaks to a tracker as the old programs do: a fresh socket for each message, 1024 bytes read. */
final class OldClient {
  private static final int READ_BYTES = 1024;
  private static final int PATIENCE_MILLIS = 1000;
  private static final int ATTEMPTS = 20;

  private final InetSocketAddress tracker;

  OldClient(String host, int port) {
    this.tracker = new InetSocketAddress(host, port);
  }

  void tell(String message) {
    tell(message.getBytes(UTF_8));
  }

  void tell(byte[] message) {
    exchange(message, 0);
  }

  String ask(String message) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Optional<byte[]> answer = exchange(message.getBytes(UTF_8), PATIENCE_MILLIS);
      if (answer.isPresent()) {
        return new String(answer.get(), UTF_8);
      }
    }
    throw new AssertionError("no answer to " + message);
  }

  /** Asks again and again from one socket, and never reads an answer. */
  void flood(String question, int times) {
    byte[] bytes = question.getBytes(UTF_8);
    try (DatagramSocket deaf = new DatagramSocket(0, tracker.getAddress())) {
      deaf.setReceiveBufferSize(READ_BYTES);
      for (int i = 0; i < times; i++) {
        deaf.send(new DatagramPacket(bytes, bytes.length, tracker));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Proves that the tracker took everything that was sent before, and lives. */
  void fence() {
    ask("{\"action\":\"REQUEST\",\"filename\":\"fence\"}");
  }

  private Optional<byte[]> exchange(byte[] message, int patienceMillis) {
    try (DatagramSocket socket = new DatagramSocket(0, tracker.getAddress())) {
      socket.send(new DatagramPacket(message, message.length, tracker));
      if (patienceMillis == 0) {
        return Optional.empty();
      }
      socket.setSoTimeout(patienceMillis);
      DatagramPacket answer = new DatagramPacket(new byte[READ_BYTES], READ_BYTES);
      socket.receive(answer);
      return Optional.of(Arrays.copyOf(answer.getData(), answer.getLength()));
    } catch (SocketTimeoutException silence) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
