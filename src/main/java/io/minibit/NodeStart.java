package io.minibit;

import io.minibit.cli.RunningNode;
import io.minibit.node.NodeCluster;
import io.minibit.node.NodeVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/**
 * Brings up a Vert.x and deploys a node on it. Most of a small command's time is the loading of
 * classes, so what needs no configuration can be begun while the command line is still being read.
 */
final class NodeStart {
  private final Promise<Vertx> vertx = Promise.promise();

  private NodeStart() {}

  /** Begins a Vert.x of one's own. */
  static NodeStart alone() {
    NodeStart start = new NodeStart();
    start.begin(
        "minibit-start", () -> start.vertx.complete(Vertx.builder().with(options()).build()));
    return start;
  }

  /**
   * Begins a Vert.x that joins a cluster. That takes seconds, for which a thread waits: none of
   * another Vert.x, which would start one within another.
   */
  static NodeStart joining(NodeCluster cluster) {
    NodeStart start = new NodeStart();
    start.begin(
        "minibit-join", () -> cluster.join(options()).buildClustered().onComplete(start.vertx));
    return start;
  }

  /**
   * Deploys the node once there is a Vert.x.
   *
   * @return fails with what the deployment failed with, after all that had started is closed; told
   *     on no context of that Vert.x
   */
  Future<RunningNode> deploy(NodeVerticle verticle) {
    return vertx.future().compose(started -> deploy(started, verticle));
  }

  private static Future<RunningNode> deploy(Vertx vertx, NodeVerticle verticle) {
    Promise<RunningNode> running = Promise.promise();
    vertx
        .deployVerticle(verticle)
        .onSuccess(
            deployed -> {
              IdleMemory.giveBack(vertx);
              running.complete(new Running(vertx, verticle));
            })
        .onFailure(failure -> vertx.close().onComplete(closed -> running.fail(failure)));
    return running.future();
  }

  private static VertxOptions options() {
    return new VertxOptions()
        // Nothing is served from the class path, so no cache of files is unpacked at start.
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false))
        // Many datagrams with each system call, and as many sockets at the tracker's port as cores.
        .setPreferNativeTransport(true);
  }

  private void begin(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException | Error failure) {
                // Nobody else would tell of it, and who waits for a Vert.x would wait for ever.
                if (!vertx.tryFail(failure)) {
                  throw failure;
                }
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  private record Running(Vertx vertx, NodeVerticle verticle) implements RunningNode {
    @Override
    public boolean wantsMenu(boolean interactive) {
      return verticle.wantsMenu(interactive);
    }

    @Override
    public Future<Void> close() {
      return vertx.close();
    }
  }
}
