package io.minibit.session;

import io.minibit.storage.PieceStore;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * Makes what was downloaded durable every few seconds, so that a crash or a power cut costs little.
 * Confined to the peer's context.
 */
final class Checkpoints {
  /** What a crash may cost. More often, and a spinning disk would do nothing but sync. */
  static final long INTERVAL_NANOS = 5_000_000_000L;

  /**
   * What is written before its time is made durable early. The end of a download waits for all that
   * is not yet, and the system by itself begins to write it down only after half a minute.
   */
  private static final long MOST_UNSAFE = 256L << 20;

  private final PeerResources peer;
  private final PieceStore store;
  private final PendingWork pending;
  private final Runnable before;
  private final Consumer<Throwable> failed;
  private Future<Void> last = Future.succeededFuture();
  private long unsafe;
  private long due;

  /**
   * None made yet.
   *
   * @param before run before each, to have more written with it
   * @param failed hears when the disk refuses
   */
  Checkpoints(
      PeerResources peer,
      PieceStore store,
      PendingWork pending,
      Runnable before,
      Consumer<Throwable> failed) {
    this.peer = peer;
    this.before = before;
    this.store = store;
    this.pending = pending;
    this.failed = failed;
    due = peer.now() + INTERVAL_NANOS;
  }

  /** So many bytes were written. */
  void written(int bytes) {
    unsafe += bytes;
  }

  /** Makes one if it is time. */
  void tick() {
    boolean isTime = unsafe > 0 && (peer.now() >= due || unsafe >= MOST_UNSAFE);
    if (isTime && last.isComplete()) {
      make();
    }
  }

  /** Makes one after the one that may be under way; succeeds when all written so far is durable. */
  Future<Void> make() {
    pending.begin();
    last =
        last.transform(
                over -> {
                  unsafe = 0;
                  before.run();
                  return peer.workers()
                      .<Void>call(
                          peer.context(),
                          () -> {
                            store.checkpoint();
                            return null;
                          });
                })
            .onComplete(
                made -> {
                  due = peer.now() + INTERVAL_NANOS;
                  if (made.failed()) {
                    failed.accept(made.cause());
                  }
                  pending.end();
                });
    return last;
  }
}
