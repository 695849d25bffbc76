package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.TrackerRequest;
import io.minibit.tracker.protocol.PrivateNetworks;
import io.minibit.tracker.server.ConnectionIds;
import io.minibit.tracker.server.HttpTrackerServer;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.NameTable;
import io.minibit.tracker.server.SwarmTable;
import io.minibit.tracker.server.UdpTrackerServer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A tracker: a UDP and a TCP door of one number, one timer that sweeps, and the answers at {@link
 * Addresses#TRACKER}. Nothing that comes in ends it.
 */
final class TrackerVerticle extends VerticleBase {
  /** Free numbers tried until one is free for both doors. */
  private static final int MAX_ATTEMPTS = 20;

  private final TrackerOptions options;
  private final String nodeName;
  private final LongSupplier clock;
  private final Doors doors;
  private final NameTable names;
  private final SwarmTable swarms;
  private final NameServer nameServer;
  private final UdpTrackerServer udpServer;
  private final HttpTrackerServer httpServer;
  private TrackerDatagrams datagrams;
  private TrackerHttp http;

  /**
   * A tracker, to be deployed once.
   *
   * @param clock milliseconds that never go back
   * @param random chooses among peers when an answer cannot hold all
   * @param ids made with a key that nobody can guess
   * @param doors hears where it listens
   */
  TrackerVerticle(
      TrackerOptions options,
      String nodeName,
      LongSupplier clock,
      RandomGenerator random,
      ConnectionIds ids,
      Doors doors) {
    this.options = options;
    this.nodeName = nodeName;
    this.clock = clock;
    this.doors = doors;
    this.names = new NameTable(options.peerTimeoutMillis(), random);
    this.swarms = new SwarmTable(options.swarmTimeoutMillis(), random);
    this.nameServer =
        new NameServer(names, source -> options.publicNames() || PrivateNetworks.contain(source));
    this.udpServer = new UdpTrackerServer(swarms, options.announceIntervalSeconds(), ids);
    this.httpServer = new HttpTrackerServer(swarms, options.announceIntervalSeconds());
  }

  @Override
  public Future<?> start() {
    return open(1)
        .onSuccess(
            open -> {
              vertx.setPeriodic(options.evictionIntervalMillis(), fired -> sweep());
              TrackerDesk desk =
                  new TrackerDesk(
                      names, swarms, nameServer, udpServer, httpServer, datagrams::unsent, clock);
              Endpoint<TrackerRequest> endpoint =
                  new Endpoint<>(ApiJson::trackerRequest, desk::handle);
              vertx.eventBus().localConsumer(Addresses.TRACKER, endpoint::handle);
              vertx.eventBus().consumer(Addresses.trackerOf(nodeName), endpoint::handle);
              doors.listening("tracker-udp", options.host(), datagrams.port());
              doors.listening("tracker-http", options.host(), http.port());
            });
  }

  // Vert.x cancels the timer and the consumers of a verticle that it stops.
  @Override
  public Future<?> stop() {
    return Future.join(http.close(), datagrams.close());
  }

  /** Opens both doors; a number that was free for one but not for the other is given back. */
  private Future<Void> open(int attempt) {
    return TrackerDatagrams.open(
            vertx, options.host(), options.port(), nameServer, udpServer, clock)
        .recover(cause -> Future.failedFuture(refused("tracker-udp", cause)))
        .compose(
            udp ->
                TrackerHttp.open(vertx, options.host(), udp.port(), httpServer, clock)
                    .compose(
                        tcp -> {
                          datagrams = udp;
                          http = tcp;
                          return Future.<Void>succeededFuture();
                        },
                        cause -> udp.close().compose(closed -> again(attempt, cause))));
  }

  private Future<Void> again(int attempt, Throwable cause) {
    Throwable refused = refused("tracker-http", cause);
    boolean taken = refused instanceof ConfigException;
    return options.port() == 0 && taken && attempt < MAX_ATTEMPTS
        ? open(attempt + 1)
        : Future.failedFuture(refused);
  }

  private void sweep() {
    long now = clock.getAsLong();
    names.evict(now);
    if (swarms.sweep(now)) {
      // Answers have their turn between two slices.
      context.runOnContext(next -> sweep());
    }
  }

  private Throwable refused(String door, Throwable cause) {
    return Doors.refused(door, options.host(), options.port(), cause);
  }
}
