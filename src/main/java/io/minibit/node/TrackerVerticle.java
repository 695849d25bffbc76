package io.minibit.node;

import io.minibit.api.Addresses;
import io.minibit.api.ApiJson;
import io.minibit.api.Endpoint;
import io.minibit.api.TrackerRequest;
import io.minibit.tracker.protocol.PrivateNetworks;
import io.minibit.tracker.server.Admission;
import io.minibit.tracker.server.ChangeLog;
import io.minibit.tracker.server.ConnectionIds;
import io.minibit.tracker.server.HttpTrackerServer;
import io.minibit.tracker.server.NameServer;
import io.minibit.tracker.server.NameTable;
import io.minibit.tracker.server.Replica;
import io.minibit.tracker.server.SourceLimit;
import io.minibit.tracker.server.SwarmTable;
import io.minibit.tracker.server.UdpTrackerServer;
import io.minibit.transport.UdpEndpoint;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGenerator.SplittableGenerator;

/**
 * A tracker: a UDP and a TCP door of one number, one timer that sweeps, and the answers at {@link
 * Addresses#TRACKER}. Nothing that comes in ends it.
 */
final class TrackerVerticle extends VerticleBase {
  /** Between two looks at the lists of hashes and keys. */
  private static final long RELOAD_MILLIS = 5_000;

  /** Free numbers tried until one is free for both doors. */
  private static final int MAX_ATTEMPTS = 20;

  private final TrackerOptions options;
  private final String nodeName;
  private final LongSupplier clock;
  private final Doors doors;
  private final SplittableGenerator random;
  private final RandomGenerator secrets;
  private final ConnectionIds ids;
  private final Admission admission;
  private final NameTable names;
  private final SwarmTable swarms;
  private final NameServer nameServer;
  private final HttpTrackerServer httpServer;

  /** The first is of this verticle's own context. */
  private final List<TrackerDatagrams> datagrams = new ArrayList<>();

  private TrackerHttp http;

  /** Null where the node is alone. */
  private TrackerCluster cluster;

  /**
   * A tracker, to be deployed once.
   *
   * @param clock milliseconds that never go back
   * @param random chooses among peers when an answer cannot hold all
   * @param secrets of cryptographic quality
   * @param doors hears where it listens
   */
  TrackerVerticle(
      TrackerOptions options,
      String nodeName,
      LongSupplier clock,
      SplittableGenerator random,
      RandomGenerator secrets,
      Doors doors) {
    this.options = options;
    this.nodeName = nodeName;
    this.clock = clock;
    this.random = random;
    this.doors = doors;
    this.secrets = secrets;
    this.ids = new ConnectionIds(options.access().lenientIds(), secrets);
    int perSecond = options.access().requestsPerSecond();
    this.admission = new Admission(perSecond == 0 ? null : new SourceLimit(perSecond, secrets));
    this.names = new NameTable(options.peerTimeoutMillis(), random);
    this.swarms = new SwarmTable(options.swarmTimeoutMillis(), options.limits(), secrets);
    this.nameServer =
        new NameServer(names, source -> options.publicNames() || PrivateNetworks.contain(source));
    this.httpServer =
        new HttpTrackerServer(swarms, options.announceIntervalSeconds(), admission, random.split());
  }

  @Override
  public Future<?> start() {
    AccessFiles files = new AccessFiles(vertx, options.access(), admission);
    return files
        .load()
        .compose(loaded -> join())
        .compose(joined -> open(1))
        .compose(open -> openFurther())
        .onSuccess(
            open -> {
              vertx.setPeriodic(options.sweepMillis(), fired -> sweep());
              tellOthers();
              vertx.setPeriodic(RELOAD_MILLIS, fired -> files.reload());
              TrackerDesk desk =
                  new TrackerDesk(
                      names,
                      swarms,
                      nameServer,
                      datagrams,
                      http,
                      httpServer,
                      random.split(),
                      clock);
              Endpoint<TrackerRequest> endpoint =
                  new Endpoint<>(ApiJson::trackerRequest, desk::handle);
              vertx.eventBus().localConsumer(Addresses.TRACKER, endpoint::handle);
              vertx.eventBus().consumer(Addresses.trackerOf(nodeName), endpoint::handle);
              doors.listening("tracker-udp", options.host(), datagrams.get(0).port());
              doors.listening("tracker-http", options.host(), http.port());
            });
  }

  // Vert.x cancels the timer and the consumers of a verticle that it stops, and those it deployed.
  @Override
  public Future<?> stop() {
    return Future.join(http.close(), datagrams.get(0).close());
  }

  /** Becomes like the other trackers of the cluster, where there is one. */
  private Future<Void> join() {
    if (!vertx.isClustered()) {
      return Future.succeededFuture();
    }
    cluster =
        new TrackerCluster(vertx, new Replica(swarms, names, random.split()), ids, secrets, clock);
    return cluster.join();
  }

  /** What this context is told, the others of the cluster hear of. */
  private void tellOthers() {
    if (cluster != null) {
      ChangeLog changes = new ChangeLog();
      nameServer.note(changes);
      httpServer.note(changes);
      datagrams.get(0).swarms().note(changes);
      vertx.setPeriodic(TrackerCluster.BATCH_MILLIS, fired -> cluster.publish(changes));
    }
  }

  /** Opens both doors; a number that was free for one but not for the other is given back. */
  private Future<Void> open(int attempt) {
    return door()
        .open(vertx, options.host(), options.port(), shared())
        .recover(cause -> Future.failedFuture(refused("tracker-udp", cause)))
        .compose(
            udp ->
                TrackerHttp.open(vertx, options.host(), udp.port(), httpServer, clock)
                    .compose(
                        tcp -> {
                          datagrams.add(udp);
                          http = tcp;
                          return Future.<Void>succeededFuture();
                        },
                        cause -> udp.close().compose(closed -> again(attempt, cause))));
  }

  /** One more for each further core, on an event loop of its own. */
  private Future<?> openFurther() {
    List<Future<?>> opened = new ArrayList<>();
    int port = datagrams.get(0).port();
    for (int i = 1; shared() && i < options.sockets(); i++) {
      TrackerDatagrams door = door();
      datagrams.add(door);
      opened.add(vertx.deployVerticle(new DatagramsVerticle(door, options.host(), port, cluster)));
    }
    return Future.all(opened);
  }

  private TrackerDatagrams door() {
    UdpTrackerServer server =
        new UdpTrackerServer(
            swarms, options.announceIntervalSeconds(), ids, admission, random.split());
    return new TrackerDatagrams(context, nameServer, server, clock);
  }

  private boolean shared() {
    return options.sockets() > 1 && UdpEndpoint.canShare(vertx);
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

  /** Gives a door a context of its own, and with that an event loop. */
  private static final class DatagramsVerticle extends VerticleBase {
    private final TrackerDatagrams door;
    private final String host;
    private final int port;
    private final TrackerCluster cluster;

    DatagramsVerticle(TrackerDatagrams door, String host, int port, TrackerCluster cluster) {
      this.cluster = cluster;
      this.door = door;
      this.host = host;
      this.port = port;
    }

    @Override
    public Future<?> start() {
      if (cluster != null) {
        ChangeLog changes = new ChangeLog();
        door.swarms().note(changes);
        vertx.setPeriodic(TrackerCluster.BATCH_MILLIS, fired -> cluster.publish(changes));
      }
      return door.open(vertx, host, port, true);
    }

    @Override
    public Future<?> stop() {
      return door.close();
    }
  }

  private Throwable refused(String door, Throwable cause) {
    return Doors.refused(door, options.host(), options.port(), cause);
  }
}
