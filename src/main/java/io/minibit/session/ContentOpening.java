package io.minibit.session;

import io.minibit.metainfo.Torrent;
import io.minibit.storage.PieceStore;
import io.minibit.storage.StorageException;
import io.vertx.core.Future;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Opens a torrent's content and looks at what of it is on disk, on workers. Confined to the peer's
 * context.
 */
final class ContentOpening {
  private final PeerResources peer;
  private final TorrentOrder order;
  private final Torrent torrent;
  private final boolean recheck;
  private final AtomicLong checked = new AtomicLong();
  private volatile long toCheck;
  private volatile boolean cancelled;

  /**
   * Not begun.
   *
   * @param recheck look at all, whatever is remembered
   */
  ContentOpening(PeerResources peer, TorrentOrder order, Torrent torrent, boolean recheck) {
    this.peer = peer;
    this.order = order;
    this.torrent = torrent;
    this.recheck = recheck;
  }

  /**
   * Does it.
   *
   * @return the content, ready to be written and read, which is the caller's to close; fails with
   *     {@link StorageException}, or {@link CancellationException} when cancelled
   */
  Future<PieceStore> run() {
    return peer.workers().call(peer.context(), this::open);
  }

  private PieceStore open() throws StorageException {
    PieceStore store = PieceStore.open(torrent, order.folder(), order.resumeFile(), peer.files());
    try {
      prepare(store);
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

  private void prepare(PieceStore store) throws StorageException {
    if (recheck) {
      distrustAll(store);
    }
    long bytes = store.unchecked().stream().mapToLong(torrent.pieces()::contentLength).sum();
    if (!store.unchecked().isEmpty()) {
      toCheck = bytes;
      store.check(
          peer.workers(),
          peer.workers().count(),
          () -> cancelled,
          (piece, state, content) -> checked.addAndGet(content));
    }
    if (cancelled) {
      throw new CancellationException();
    }
    store.prepareToWrite();
  }

  private void distrustAll(PieceStore store) throws StorageException {
    for (int file = 0; file < torrent.files().size(); file++) {
      if (torrent.files().get(file).length() > 0) {
        store.distrust(torrent.pieces().firstPiece(file));
      }
    }
  }

  /** Has it fail soon. */
  void cancel() {
    cancelled = true;
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
