package io.minibit.session;

import io.minibit.storage.PieceStore;
import io.minibit.storage.WriteOutcome;
import io.minibit.storage.WriteQueue;
import io.minibit.transport.Payload;

/**
 * Brings the blocks of one torrent from connections to its store and the outcomes back to the event
 * loop. Confined to the peer's context.
 */
final class BlockWriter {
  /** Bytes of one torrent that wait for the disk until its connections stop reading. */
  static final long CAPACITY = 16L << 20;

  /** Hears what became of blocks, on the peer's context. */
  interface Listener {
    void written(PeerLink from, int piece, int begin, int length, WriteOutcome outcome);

    void failed(Throwable cause);

    /** After the writer was full, there is room again. */
    void drained();
  }

  private final WriteQueue queue;
  private final Results results;
  private final ByteBudget budget;
  private final Listener listener;
  private boolean waiting;
  private final PendingWork pending;

  BlockWriter(PeerResources peer, PieceStore store, PendingWork pending, Listener listener) {
    this.results = peer.results();
    this.pending = pending;
    budget = peer.downloads();
    this.listener = listener;
    queue = new WriteQueue(store, peer.workers(), CAPACITY, () -> results.add(listener::drained));
  }

  /**
   * Takes whole blocks.
   *
   * @param from who sent them
   * @param payload released when it is written
   * @return false if nothing more should come until it has drained
   */
  boolean write(PeerLink from, int piece, int begin, Payload payload) {
    pending.begin();
    int length = payload.length();
    budget.take(length);
    boolean room =
        queue.submit(
            piece,
            begin,
            new WriteQueue.Callback() {
              @Override
              public void written(WriteOutcome outcome) {
                payload.release();
                results.add(
                    () -> {
                      budget.release(length);
                      listener.written(from, piece, begin, length, outcome);
                      pending.end();
                    });
              }

              @Override
              public void failed(Throwable cause) {
                payload.release();
                results.add(
                    () -> {
                      budget.release(length);
                      listener.failed(cause);
                      pending.end();
                    });
              }
            },
            payload.nio());
    if (budget.isUsedUp()) {
      if (!waiting) {
        waiting = true;
        budget.await(this::freed);
      }
      return false;
    }
    return room;
  }

  private void freed() {
    waiting = false;
    listener.drained();
  }
}
