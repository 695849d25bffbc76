package io.minibit.session;

import io.minibit.storage.PieceStore;
import io.minibit.storage.WriteOutcome;
import io.minibit.swarm.Swarm;
import java.util.function.Consumer;

/**
 * Tells the swarm which pieces came out good and which bad, with the digests of their blocks where
 * those are needed to find who sent the bad ones. Confined to the peer's context.
 */
final class PieceVerdicts {
  private interface Verdict {
    void tell(long[] digests);
  }

  private final PeerResources peer;
  private final PieceStore store;
  private final PendingWork pending;
  private final Consumer<Throwable> failed;
  private final long key;

  /**
   * For one torrent.
   *
   * @param failed hears when the disk refuses
   */
  PieceVerdicts(
      PeerResources peer, PieceStore store, PendingWork pending, Consumer<Throwable> failed) {
    this.peer = peer;
    this.store = store;
    this.pending = pending;
    this.failed = failed;
    // Secret, so that nobody can make a bad block that passes for the good one.
    key = peer.random().nextLong();
  }

  /** Blocks of a piece were written. */
  void written(Swarm swarm, int piece, WriteOutcome outcome) {
    if (outcome == WriteOutcome.PIECE_VERIFIED) {
      if (swarm.wantsDigests(piece)) {
        digest(piece, digests -> swarm.pieceVerified(piece, digests, peer.now()));
      } else {
        swarm.pieceVerified(piece, null, peer.now());
      }
    } else if (outcome == WriteOutcome.PIECE_CORRUPT) {
      digest(piece, digests -> swarm.pieceFailed(piece, digests, peer.now()));
    }
  }

  private void digest(int piece, Verdict verdict) {
    pending.begin();
    peer.workers()
        .call(peer.context(), () -> store.digests(piece, key))
        .onSuccess(verdict::tell)
        .onFailure(failed::accept)
        .onComplete(done -> pending.end());
  }
}
