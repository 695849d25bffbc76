package io.minibit.node;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.UdpTrackerServer;
import io.minibit.transport.Datagrams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP door of a tracker. A datagram that opens with a brace is of the name protocol, any other
 * of BEP 15. On one context.
 */
final class TrackerDatagrams {
  private static final Logger log = LoggerFactory.getLogger(TrackerDatagrams.class);

  /** Room for a burst of about 300 small datagrams; what Linux gives without being configured. */
  private static final int RECEIVE_BUFFER = 256 * 1024;

  /** Answers that wait for the network, 1200 bytes each; the asker repeats a question anyway. */
  private static final int MAX_UNSENT = 1024;

  private final DatagramSocket socket;
  private final NameServer names;
  private final UdpTrackerServer swarms;
  private final LongSupplier clock;
  private int sending;
  private long unsent;

  private TrackerDatagrams(
      DatagramSocket socket, NameServer names, UdpTrackerServer swarms, LongSupplier clock) {
    this.socket = socket;
    this.names = names;
    this.swarms = swarms;
    this.clock = clock;
  }

  /**
   * Opens the door.
   *
   * @param port 0 takes a free one
   */
  static Future<TrackerDatagrams> open(
      Vertx vertx,
      String host,
      int port,
      NameServer names,
      UdpTrackerServer swarms,
      LongSupplier clock) {
    DatagramSocket socket =
        vertx.createDatagramSocket(Datagrams.options(host.indexOf(':') >= 0, RECEIVE_BUFFER));
    TrackerDatagrams door = new TrackerDatagrams(socket, names, swarms, clock);
    return socket
        .handler(door::received)
        .exceptionHandler(failure -> log.debug("tracker-udp: {}", failure.getMessage()))
        .listen(port, host)
        .map(door);
  }

  int port() {
    return socket.localAddress().port();
  }

  /** Answers that were dropped because the network did not take them. */
  long unsent() {
    return unsent;
  }

  Future<Void> close() {
    return socket.close();
  }

  private void received(DatagramPacket packet) {
    Datagrams.sender(packet)
        .flatMap(sender -> answer(sender, packet.data().getBytes()))
        .ifPresent(answer -> send(answer, packet.sender()));
  }

  private Optional<byte[]> answer(PeerAddress sender, byte[] datagram) {
    return datagram.length > 0 && datagram[0] == '{'
        ? names.receive(sender, datagram, clock.getAsLong())
        : swarms.receive(sender, datagram, clock.getAsLong());
  }

  private void send(byte[] answer, SocketAddress to) {
    if (sending >= MAX_UNSENT) {
      unsent++;
      return;
    }
    sending++;
    socket
        .send(Buffer.buffer(answer), to.port(), to.hostAddress())
        .onComplete(
            sent -> {
              sending--;
              if (sent.failed()) {
                unsent++;
                log.debug("tracker-udp: no answer to {}: {}", to, sent.cause().getMessage());
              }
            });
  }
}
