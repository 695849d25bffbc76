package io.minibit.node;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.UdpTrackerServer;
import io.minibit.transport.ByteCounts;
import io.minibit.transport.DatagramHandler;
import io.minibit.transport.UdpEndpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A UDP door of a tracker. A datagram that opens with a brace is of the name protocol, any other of
 * BEP 15. On one context, but for the names, which belong to the tracker's.
 */
final class TrackerDatagrams implements DatagramHandler {
  private static final long UNREAD = Long.MIN_VALUE;

  /** Messages that wait for their turn where names are looked up; their senders repeat them. */
  private static final int MAX_WAITING = 1024;

  private final AtomicInteger waiting = new AtomicInteger();
  private final Context namesContext;
  private final NameServer names;
  private final UdpTrackerServer swarms;
  private final LongSupplier clock;
  private Context own;
  private UdpEndpoint endpoint;

  private final AnswerTimes times = new AnswerTimes();
  private final ByteCounts bytes = new ByteCounts();

  /** Of the datagrams that arrived together. */
  private long now = UNREAD;

  private long began;
  private int taken;
  private long bytesIn;
  private long bytesOut;

  /**
   * A door, closed.
   *
   * @param namesContext where names are looked up
   * @param swarms used here alone
   */
  TrackerDatagrams(
      Context namesContext, NameServer names, UdpTrackerServer swarms, LongSupplier clock) {
    this.namesContext = namesContext;
    this.names = names;
    this.swarms = swarms;
    this.clock = clock;
  }

  /**
   * Opens it on the current context.
   *
   * @param port 0 takes a free one
   * @param shared whether there are others at the same port
   */
  Future<TrackerDatagrams> open(Vertx vertx, String host, int port, boolean shared) {
    own = vertx.getOrCreateContext();
    return UdpEndpoint.open(vertx, host, port, shared, this)
        .map(
            open -> {
              endpoint = open;
              return this;
            });
  }

  int port() {
    return endpoint.port();
  }

  /** Answers that were dropped because the network did not take them. */
  long unsent() {
    return endpoint.unsent();
  }

  AnswerTimes times() {
    return times;
  }

  ByteCounts bytes() {
    return bytes;
  }

  UdpTrackerServer swarms() {
    return swarms;
  }

  Future<Void> close() {
    return endpoint.close();
  }

  @Override
  public void expect(InetSocketAddress sender, ByteBuffer datagram) {
    swarms.expect(sender.getAddress(), datagram);
  }

  @Override
  public void expected() {
    swarms.expected();
  }

  @Override
  public boolean received(InetSocketAddress sender, ByteBuffer datagram, ByteBuffer answer) {
    if (now == UNREAD) {
      now = clock.getAsLong();
      began = Clock.nanos();
    }
    taken++;
    bytesIn += datagram.remaining();
    int start = answer.position();
    boolean answered = answer(sender, datagram, answer);
    if (answered) {
      bytesOut += answer.position() - start;
    }
    return answered;
  }

  @Override
  public void drained() {
    if (taken > 0) {
      times.add(Clock.nanos() - began, taken);
      bytes.add(bytesIn, bytesOut);
      taken = 0;
      bytesIn = 0;
      bytesOut = 0;
    }
    now = UNREAD;
  }

  private boolean answer(InetSocketAddress sender, ByteBuffer datagram, ByteBuffer answer) {
    if (datagram.hasRemaining() && datagram.get(datagram.position()) == '{') {
      byte[] message = new byte[datagram.remaining()];
      datagram.get(message);
      return name(message, sender, answer);
    }
    return swarms.receive(sender.getAddress(), datagram, answer, now);
  }

  private boolean name(byte[] message, InetSocketAddress sender, ByteBuffer answer) {
    PeerAddress peer = new PeerAddress(sender.getAddress(), sender.getPort());
    if (own == namesContext) {
      Optional<byte[]> answered = names.receive(peer, message, now);
      answered.ifPresent(answer::put);
      return answered.isPresent();
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    namesContext.runOnContext(
        next -> {
          waiting.decrementAndGet();
          names
              .receive(peer, message, clock.getAsLong())
              .ifPresent(
                  answered -> {
                    bytes.add(0, answered.length);
                    endpoint.send(answered, sender);
                  });
        });
    return false;
  }
}
