package io.minibit.transport;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/**
 * An event loop that is not the caller's, for work that would hold up what the caller does. Where
 * there is but one event loop, it is the same one, and all goes on as well.
 */
public final class OwnLoop {
  private final VertxInternal vertx;
  private final ContextInternal loop;

  /** The next of the event loops. */
  public OwnLoop(Vertx vertx) {
    this.vertx = (VertxInternal) vertx;
    loop = this.vertx.createEventLoopContext();
  }

  /**
   * Does something there.
   *
   * @param work what it throws fails the future
   * @return calls back on the caller's context
   */
  public <T> Future<T> call(Supplier<Future<T>> work) {
    Promise<T> done = vertx.getOrCreateContext().promise();
    loop.<Void>succeededFuture().compose(there -> work.get()).onComplete(done);
    return done.future();
  }
}
