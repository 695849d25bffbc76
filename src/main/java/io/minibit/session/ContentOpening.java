package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.PieceStore;
import io.minibit.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.BitSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a torrent's content and looks at what of it is on disk, on workers. Confined to the peer's
 * context.
 */
final class ContentOpening {
  private static final Logger log = LoggerFactory.getLogger(ContentOpening.class);

  private final PeerResources peer;
  private final TorrentOrder order;
  private final Torrent torrent;
  private final ContentTrust trust;
  private final AtomicLong checked = new AtomicLong();

  /** Whether the check has begun, or is not to begin any more. */
  private final AtomicBoolean begun = new AtomicBoolean();

  private final Promise<Void> turn = Promise.promise();
  private volatile long toCheck;
  private volatile boolean isCheckDue;
  private volatile boolean cancelled;

  /**
   * Not begun.
   *
   * @param trust what need not be looked at
   */
  ContentOpening(PeerResources peer, TorrentOrder order, Torrent torrent, ContentTrust trust) {
    this.peer = peer;
    this.order = order;
    this.torrent = torrent;
    this.trust = trust;
  }

  /**
   * Does it.
   *
   * @return the content, ready to be written and read, which is the caller's to close; fails with
   *     {@link StorageException}, or {@link CancellationException} when cancelled
   */
  Future<PieceStore> run() {
    DiskWorkers workers = peer.workers();
    return workers
        .call(peer.context(), this::open)
        .compose(
            store ->
                isCheckDue
                    ? checked(store)
                        .compose(over -> work(workers, () -> prepare(store)))
                        .recover(cause -> closed(store, cause))
                        .map(store)
                    : Future.succeededFuture(store));
  }

  private Future<Void> checked(PieceStore store) {
    if (cancelled) {
      return Future.failedFuture(new CancellationException());
    }
    work(
            peer.workers().checks(),
            () -> {
              if (begun.compareAndSet(false, true)) {
                check(store);
              }
            })
        .onSuccess(turn::tryComplete)
        .onFailure(turn::tryFail);
    return turn.future();
  }

  /** Something that reads or writes. */
  private interface Step {
    void run() throws StorageException;
  }

  private Future<Void> work(Executor workers, Step step) {
    return peer.workers()
        .call(
            workers,
            peer.context(),
            () -> {
              step.run();
              return null;
            });
  }

  private Future<Void> closed(PieceStore store, Throwable cause) {
    return close(peer, store)
        .transform(
            closed -> {
              if (closed.failed()) {
                cause.addSuppressed(closed.cause());
              }
              return Future.failedFuture(cause);
            });
  }

  private PieceStore open() throws StorageException {
    String name = order.contentName().orElse(torrent.name());
    if (order.resumeFile().startsWith(order.folder().resolve(name))) {
      throw new ApiException(
          FailureCode.CONFLICT,
          order.folder().resolve(name) + " is where this node keeps its state");
    }
    PieceStore store =
        PieceStore.open(
            torrent, order.folder(), order.contentName(), order.resumeFile(), peer.files());
    store.warning().ifPresent(log::warn);
    try {
      switch (trust) {
        case ALL -> store.trust();
        case NONE -> distrustAll(store);
        case REMEMBERED -> {}
      }
      BitSet unchecked = store.unchecked();
      toCheck = unchecked.stream().mapToLong(torrent.pieces()::contentLength).sum();
      isCheckDue = !unchecked.isEmpty();
      if (!isCheckDue) {
        // No other turn of the workers for what a download that only begins has next.
        prepare(store);
      }
      return store;
    } catch (StorageException | RuntimeException e) {
      try {
        store.close();
      } catch (StorageException alsoRefused) {
        e.addSuppressed(alsoRefused);
      }
      throw e;
    }
  }

  private void check(PieceStore store) throws StorageException {
    Lane checks = peer.workers().checks();
    store.check(
        checks,
        checks.width(),
        () -> cancelled,
        (piece, state, content) -> checked.addAndGet(content));
  }

  private void prepare(PieceStore store) throws StorageException {
    if (cancelled) {
      throw new CancellationException();
    }
    if (order.shared()) {
      store.prepareToSeed();
      store.checkpoint();
    } else {
      store.prepareToWrite();
    }
  }

  private void distrustAll(PieceStore store) throws StorageException {
    for (int file = 0; file < torrent.files().size(); file++) {
      if (torrent.files().get(file).length() > 0) {
        store.distrust(torrent.pieces().firstPiece(file));
      }
    }
  }

  /** Whether the v2 hashes of all pieces were known when this was made. */
  boolean knowsLayers() {
    return torrent.layers().isComplete();
  }

  /** Has it fail soon, also while it waits for others' checks. */
  void cancel() {
    cancelled = true;
    if (begun.compareAndSet(false, true)) {
      turn.tryFail(new CancellationException());
    }
  }

  /** What share of the bytes on disk has been looked at: 0 to 1. */
  double share() {
    long all = toCheck;
    return all == 0 ? 0 : (double) checked.get() / all;
  }

  /** Lets go of content. */
  static Future<Void> close(PeerResources peer, PieceStore store) {
    return peer.workers()
        .call(
            peer.context(),
            () -> {
              store.close();
              return null;
            });
  }
}
