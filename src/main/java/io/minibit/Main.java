package io.minibit;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.minibit.bridge.BridgeSettings;
import io.minibit.bridge.BridgeVerticle;
import io.minibit.cli.CliFailure;
import io.minibit.cli.LogProvider;
import io.minibit.cli.MinibitCli;
import io.minibit.cli.NodeLauncher;
import io.minibit.cli.RunningNode;
import io.minibit.node.ApiOptions;
import io.minibit.node.ConfigException;
import io.minibit.node.ConfigSource;
import io.minibit.node.NodeCluster;
import io.minibit.node.NodeOutput;
import io.minibit.node.NodeVerticle;
import io.minibit.node.WebOptions;
import io.minibit.transport.Sockets;
import io.minibit.web.WebSettings;
import io.minibit.web.WebVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.IntConsumer;

/** Where the process begins: hands the command line what starts a node. */
public final class Main {
  private static final long ROOM_FOR_LARGE_CHUNKS = 512L << 20;

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    boolean startsPeer = MinibitCli.startsPeer(args);
    tellNetty(startsPeer);
    LogProvider.use();
    NodeStart early = startsPeer ? NodeStart.alone() : null;
    System.exit(MinibitCli.run(args, new Launcher(early)));
  }

  /**
   * What Netty reads when it is loaded. What {@code -D} says stands.
   *
   * @param small whether a small command runs, not a node
   */
  private static void tellNetty(boolean small) {
    Properties properties = System.getProperties();
    // Its events for the flight recorder take 0.2 s of a start, recorded or not.
    properties.putIfAbsent("io.netty.jfr.enabled", "false");
    // Which Linux this is would be read from a file, to find libraries that are made for each.
    properties.putIfAbsent("io.netty.osClassifiers", "");
    // A channel's id holds a number of this process; asking the system for it starts threads.
    properties.putIfAbsent("io.netty.processId", "1");
    if (small) {
      // What peers' connections have, for all: getting another one ready takes a small command
      // longer than it saves. HTTP to a node is faster with the other.
      properties.putIfAbsent("io.netty.allocator.type", "pooled");
    }
    // Buffers come in chunks, and what of those is never used need not be filled with zeros.
    properties.putIfAbsent("io.netty.tryReflectionSetAccessible", "true");
    // A chunk that was ever more than a quarter full goes back to the system when it is empty, and
    // the next one is filled with zeros by the system, page for page as it is touched: with chunks
    // of 4 MiB, 80 MiB for each gigabyte that comes in, a sixth of all processor time. Those of 16
    // MiB stay. With little memory there would be too few of them.
    if (Runtime.getRuntime().maxMemory() >= ROOM_FOR_LARGE_CHUNKS) {
      properties.putIfAbsent("io.netty.allocator.maxOrder", "11");
    }
  }

  /**
   * Starts nodes.
   *
   * @param early begun before the command line was read; null where that made no sense
   */
  private record Launcher(NodeStart early) implements NodeLauncher {
    /** What runs when nobody says what to run. */
    private static final String ALL_IN_ONE =
        """
        {"tracker": {"host": "127.0.0.1"}, "peer": {"host": "127.0.0.1"}, "api": {}, "web": {}}
        """;

    @Override
    public Future<RunningNode> startNode(Optional<Path> config, boolean clustered, Output output) {
      ConfigSource source =
          config
              .map(ConfigSource::ofFile)
              .orElseGet(() -> ConfigSource.of(new JsonObject(ALL_IN_ONE), new JsonObject()));
      return clustered ? startInCluster(source, output) : start(NodeStart.alone(), source, output);
    }

    /** The cluster has to be known before Vert.x starts, so another one reads the configuration. */
    private static Future<RunningNode> startInCluster(ConfigSource source, Output output) {
      Vertx reader = Vertx.vertx();
      // What came of it is told first: a Vert.x that is closed tells nothing any more.
      Promise<RunningNode> started = Promise.promise();
      NodeCluster.read(reader, source)
          .recover(failure -> Future.failedFuture(told(failure)))
          .compose(cluster -> start(NodeStart.joining(cluster), source, output))
          .onComplete(started)
          .onComplete(told -> reader.close());
      return started.future();
    }

    @Override
    public Future<RunningNode> startPeer(JsonObject peer, Output output) {
      JsonObject base = new JsonObject().put("peer", new JsonObject().put("menu", false));
      // Variables may configure the peer, but a command opens no other door whatever they say.
      JsonObject off = new JsonObject().put("enabled", false);
      JsonObject overrides =
          new JsonObject()
              .put("peer", peer.copy().put("enabled", true).put("resumeTransfers", false))
              .put("tracker", off)
              .put("api", off.copy())
              .put("web", off.copy());
      NodeStart start = early == null ? NodeStart.alone() : early;
      Future<RunningNode> started = start(start, ConfigSource.of(base, overrides), output);
      Sockets.loadAhead();
      return started;
    }

    private static Future<RunningNode> start(NodeStart start, ConfigSource source, Output output) {
      NodeVerticle verticle =
          new NodeVerticle(source, Launcher::bridge, Launcher::web, adapt(output));
      return start.deploy(verticle).recover(failure -> Future.failedFuture(told(failure)));
    }

    private static Throwable told(Throwable failure) {
      return failure instanceof ConfigException ? new CliFailure(failure.getMessage()) : failure;
    }

    private static Deployable bridge(ApiOptions options, IntConsumer listening) {
      BridgeSettings settings =
          new BridgeSettings(
              options.host(),
              options.port(),
              options.token(),
              options.certificate(),
              options.key(),
              options.clientAuthorities());
      return new BridgeVerticle(settings, listening, Sockets::abort);
    }

    private static Deployable web(
        WebOptions options, List<MeterBinder> meters, IntConsumer listening) {
      WebSettings settings =
          new WebSettings(
              options.host(),
              options.port(),
              options.hosts(),
              options.token(),
              options.certificate(),
              options.key(),
              options.clientAuthorities(),
              options.roles());
      return new WebVerticle(settings, meters, listening);
    }

    private static NodeOutput adapt(Output output) {
      return new NodeOutput() {
        @Override
        public void listening(String line) {
          output.listening(line);
        }

        @Override
        public void notice(String line) {
          output.notice(line);
        }
      };
    }
  }
}
