package io.minibit.node;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A whole node: reads its configuration and deploys what that names. What it deploys is undeployed
 * with it.
 */
public final class NodeVerticle extends VerticleBase {
  // Made before there is a Vert.x, by another thread than the one that brings it up.
  private final ConfigReader reader = new ConfigReader();
  private final ConfigSource source;
  private final BridgeFactory bridges;
  private final WebFactory webs;
  private final NodeOutput output;
  private volatile PeerOptions.Menu menu = PeerOptions.Menu.OFF;
  private final List<MeterBinder> meters = new ArrayList<>();
  private LoopMeters loops;
  private PeerRoster roster;

  /**
   * A node, not started.
   *
   * @param source where its configuration comes from
   * @param bridges what makes the TCP door
   * @param webs what makes the web door
   * @param output told which doors are open
   */
  public NodeVerticle(
      ConfigSource source, BridgeFactory bridges, WebFactory webs, NodeOutput output) {
    this.source = source;
    this.bridges = bridges;
    this.webs = webs;
    this.output = output;
  }

  /**
   * Whether the configuration asks for the menu.
   *
   * @param interactive whether standard input is a terminal
   */
  public boolean wantsMenu(boolean interactive) {
    return menu == PeerOptions.Menu.ON || (menu == PeerOptions.Menu.AUTO && interactive);
  }

  /** Fails with {@link ConfigException} for what a person can mend. */
  @Override
  public Future<?> start() {
    loops = new LoopMeters(vertx);
    meters.add(loops);
    // Made while the configuration is read, which mostly leaves it to us.
    Future<String> ownName = vertx.executeBlocking(NodeName::generate, false);
    return reader
        .read(vertx, source)
        .compose(
            config ->
                (config.name() == null ? ownName : Future.succeededFuture(config.name()))
                    .compose(name -> deploy(name, config)));
  }

  @Override
  public Future<?> stop() {
    loops.close();
    return roster == null ? Future.succeededFuture() : roster.close();
  }

  private Future<?> deploy(String name, NodeConfig config) {
    return deployTracker(name, config)
        .compose(trackerPort -> deployPeer(name, config, trackerPort))
        .compose(deployed -> openRoster(name, config))
        .compose(deployed -> deployBridge(config))
        .compose(deployed -> deployWeb(config));
  }

  /** Completes with the tracker's bound port, or 0. */
  private Future<Integer> deployTracker(String name, NodeConfig config) {
    if (config.tracker() == null) {
      return Future.succeededFuture(0);
    }
    AtomicInteger bound = new AtomicInteger();
    Doors doors =
        (door, host, port) -> {
          bound.set(port);
          opened(door, host, port);
        };
    return vertx
        .deployVerticle(
            new TrackerVerticle(
                config.tracker(),
                name,
                Clock::millis,
                new SplittableRandom(),
                new SecureRandom(),
                doors))
        .map(deployed -> bound.get());
  }

  private Future<?> deployPeer(String name, NodeConfig config, int trackerPort) {
    PeerOptions options = config.peer();
    if (options == null) {
      return Future.succeededFuture();
    }
    menu = options.menu();
    if (trackerPort != 0 && !options.trackersGiven()) {
      options =
          options.withTrackers(
              List.of("udp://" + reachable(config.tracker().host()) + ":" + trackerPort));
    }
    PeerVerticle peer =
        new PeerVerticle(new NodeIdentity(name, config.labels()), options, this::opened);
    return PeerRoster.requireFree(vertx, name)
        .compose(free -> vertx.deployVerticle(peer))
        .onSuccess(deployed -> meters.add(peer.meters()));
  }

  private Future<?> openRoster(String name, NodeConfig config) {
    roster = new PeerRoster(vertx, config.peer() == null ? null : name);
    return roster.open();
  }

  /** How this machine reaches what is bound to that host. */
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::" -> "[::1]";
      default -> Doors.bracketed(host);
    };
  }

  private Future<?> deployBridge(NodeConfig config) {
    ApiOptions api = config.api();
    if (api == null) {
      return Future.succeededFuture();
    }
    return PemFiles.checkDoor(vertx, "api", api.certificate(), api.key(), api.clientAuthorities())
        .compose(
            checked ->
                vertx.deployVerticle(bridges.bridge(api, port -> opened("api", api.host(), port))))
        .recover(cause -> Future.failedFuture(Doors.refused("api", api.host(), api.port(), cause)));
  }

  private Future<?> deployWeb(NodeConfig config) {
    WebOptions web = config.web();
    if (web == null) {
      return Future.succeededFuture();
    }
    return PemFiles.checkDoor(vertx, "web", web.certificate(), web.key(), web.clientAuthorities())
        .compose(
            checked ->
                vertx.deployVerticle(
                    webs.door(web, meters, port -> opened("web", web.host(), port))))
        .recover(cause -> Future.failedFuture(Doors.refused("web", web.host(), web.port(), cause)));
  }

  private void opened(String door, String host, int port) {
    output.listening("listening " + door + " " + Doors.place(host, port));
  }
}
