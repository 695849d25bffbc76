package io.minibit;

import io.minibit.node.NodeCluster;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.launcher.application.HookContext;
import io.vertx.launcher.application.VertxApplication;
import io.vertx.launcher.application.VertxApplicationHooks;
import java.util.function.Supplier;

/**
 * Vert.x's own launcher around one verticle, without its prints and exits: what fails is kept for
 * the one who launched.
 */
final class NodeApplication extends VertxApplication implements VertxApplicationHooks {
  private final Deployable verticle;
  private final NodeCluster cluster;
  private Vertx vertx;
  private Throwable failure;

  /**
   * A launcher.
   *
   * @param cluster to be joined; null for none
   */
  NodeApplication(Deployable verticle, NodeCluster cluster) {
    super(cluster == null ? new String[0] : new String[] {"-cluster"}, null, false, false);
    this.verticle = verticle;
    this.cluster = cluster;
  }

  /** The Vert.x that runs it; null before it was launched. */
  Vertx vertx() {
    return vertx;
  }

  /** Why the verticle was not deployed; null when it was. */
  Throwable failure() {
    return failure;
  }

  @Override
  public VertxBuilder createVertxBuilder(VertxOptions options) {
    // Nothing is served from the class path, so no cache of files is unpacked at start.
    options.setFileSystemOptions(
        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    // Many datagrams with each system call, and as many sockets at the tracker's port as cores.
    options.setPreferNativeTransport(true);
    return cluster == null ? Vertx.builder().with(options) : cluster.join(options);
  }

  @Override
  public void afterVertxStarted(HookContext context) {
    vertx = context.vertx();
  }

  @Override
  public Supplier<? extends Deployable> verticleSupplier() {
    return () -> verticle;
  }

  @Override
  public void afterFailureToStartVertx(HookContext context, Throwable cause) {
    failure = cause;
  }

  @Override
  public void afterFailureToDeployVerticle(HookContext context, Throwable cause) {
    failure = cause;
  }
}
