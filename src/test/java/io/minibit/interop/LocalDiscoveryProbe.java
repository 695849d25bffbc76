package io.minibit.interop;

import io.minibit.cli.LogProvider;
import io.minibit.discovery.LocalDiscovery;
import io.minibit.metainfo.InfoHash;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A process that takes part in local discovery. Its arguments: the info hash, the port that it
 * announces, and what it waits for before it ends well: peers as {@code /ip:port}, or {@code
 * dialled}. It never ends well once it has found itself, nor after a minute.
 */
final class LocalDiscoveryProbe {
  private LocalDiscoveryProbe() {}

  public static void main(String[] args) {
    LogProvider.use();
    InfoHash hash = InfoHash.parse(args[0]);
    int port = Integer.parseInt(args[1]);
    Set<String> awaited = new HashSet<>(List.of(args).subList(2, args.length));
    // As a node runs, where the native transport is to be had.
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    vertx.setTimer(TimeUnit.MINUTES.toMillis(1), late -> Runtime.getRuntime().halt(1));
    vertx.runOnContext(
        now -> {
          vertx
              .createNetServer()
              .connectHandler(socket -> seen("dialled", awaited))
              .listen(port, "0.0.0.0")
              .compose(
                  bound -> {
                    LocalDiscovery discovery =
                        LocalDiscovery.open(
                            vertx, "0.0.0.0", port, new SplittableRandom(), System::nanoTime);
                    return discovery.joined().map(discovery);
                  })
              .onFailure(
                  cause -> {
                    System.out.println("fails: " + cause);
                    Runtime.getRuntime().halt(2);
                  })
              .onSuccess(
                  discovery -> {
                    discovery.add(
                        hash,
                        peer -> {
                          if (peer.getPort() == port) {
                            System.out.println("found itself");
                            Runtime.getRuntime().halt(3);
                          }
                          seen(peer.toString(), awaited);
                        });
                    System.out.println("ready");
                  });
        });
  }

  private static void seen(String what, Set<String> awaited) {
    System.out.println(what);
    if (awaited.remove(what) && awaited.isEmpty()) {
      Runtime.getRuntime().halt(0);
    }
  }
}
