package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiException;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.FailureCode;
import io.minibit.api.NameList;
import io.minibit.api.SeederList;
import io.minibit.api.TrackerRequest;
import io.minibit.api.TrackerStats;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.NameTable;
import io.minibit.tracker.server.PrivateNetworks;
import io.minibit.transport.Datagrams;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker: one UDP socket, one timer that sweeps, and the answers at {@link Addresses#TRACKER}.
 * Nothing that comes in ends it.
 */
final class TrackerVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(TrackerVerticle.class);

  /** Room for a burst of about 300 small datagrams; what Linux gives without being configured. */
  private static final int RECEIVE_BUFFER = 256 * 1024;

  /** Answers that wait for the network, 1 KiB each; the asker repeats a question anyway. */
  private static final int MAX_UNSENT = 1024;

  /** As many names as one answer lists; a reader who wants others gives a prefix. */
  private static final int MAX_NAMES_LISTED = 1000;

  private final TrackerOptions options;
  private final String nodeName;
  private final LongSupplier clock;
  private final Doors doors;
  private final NameTable table;
  private final NameServer server;
  private DatagramSocket socket;
  private int sending;
  private long unsent;

  /**
   * A tracker, to be deployed once.
   *
   * @param clock milliseconds that never go back
   * @param random chooses among seeders when an answer cannot hold all
   * @param doors hears where it listens
   */
  TrackerVerticle(
      TrackerOptions options,
      String nodeName,
      LongSupplier clock,
      RandomGenerator random,
      Doors doors) {
    this.options = options;
    this.nodeName = nodeName;
    this.clock = clock;
    this.doors = doors;
    this.table = new NameTable(options.peerTimeoutMillis(), random);
    this.server =
        new NameServer(table, source -> options.publicNames() || PrivateNetworks.contain(source));
  }

  @Override
  public Future<?> start() {
    boolean ipv6 = options.host().indexOf(':') >= 0;
    socket = vertx.createDatagramSocket(Datagrams.options(ipv6, RECEIVE_BUFFER));
    return socket
        .handler(this::received)
        .exceptionHandler(failure -> log.debug("tracker-udp: {}", failure.getMessage()))
        .listen(options.port(), options.host())
        .recover(cause -> Future.failedFuture(refused(cause)))
        .onSuccess(
            bound -> {
              vertx.setPeriodic(
                  options.evictionIntervalMillis(), fired -> table.evict(clock.getAsLong()));
              Endpoint<TrackerRequest> endpoint =
                  new Endpoint<>(ApiJson::trackerRequest, this::handle);
              vertx.eventBus().localConsumer(Addresses.TRACKER, endpoint::handle);
              vertx.eventBus().consumer(Addresses.trackerOf(nodeName), endpoint::handle);
              doors.listening("tracker-udp", options.host(), bound.localAddress().port());
            });
  }

  // Vert.x cancels the timer and the consumers of a verticle that it stops.
  @Override
  public Future<?> stop() {
    return socket.close();
  }

  private Throwable refused(Throwable cause) {
    return Doors.refused("tracker-udp", options.host(), options.port(), cause);
  }

  private void received(DatagramPacket packet) {
    Datagrams.sender(packet)
        .flatMap(sender -> server.receive(sender, packet.data().getBytes(), clock.getAsLong()))
        .ifPresent(answer -> send(answer, packet.sender()));
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

  private Future<? extends Record> handle(TrackerRequest request) {
    return Future.succeededFuture(answer(request, clock.getAsLong()));
  }

  private Record answer(TrackerRequest request, long now) {
    if (request instanceof TrackerRequest.Names names) {
      String prefix = names.prefix() == null ? "" : names.prefix();
      List<String> found = table.names(prefix, MAX_NAMES_LISTED + 1, now);
      boolean more = found.size() > MAX_NAMES_LISTED;
      return new NameList(more ? found.subList(0, MAX_NAMES_LISTED) : found, more);
    } else if (request instanceof TrackerRequest.Seeders seeders) {
      return new SeederList(
          table.seeders(seeders.name(), now).stream()
              .map(peer -> new SeederList.Seeder(peer.ip(), peer.port()))
              .toList());
    } else if (request instanceof TrackerRequest.Swarm) {
      throw new ApiException(
          FailureCode.UNAVAILABLE, "this tracker serves names only, no BitTorrent swarms yet");
    }
    NameTable.Size size = table.size(now);
    return new TrackerStats(
        size.names(),
        size.peers(),
        size.registrations(),
        server.received(),
        server.refused(),
        unsent);
  }
}
