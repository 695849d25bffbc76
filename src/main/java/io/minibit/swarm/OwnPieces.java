package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;

/** What becomes of our own pieces, as storage and the user say, and who must hear of it. */
final class OwnPieces {
  private final PiecePicker picker;
  private final PeerTable peers;
  private final Interest interest;
  private final Downloads downloads;
  private final Liveness liveness;
  private final Blame blame;
  private final Outbox out;

  /** Whether each piece is told of as we get it; not while they are shown one by one. */
  private final boolean open;

  private boolean announcedComplete;

  OwnPieces(
      PiecePicker picker,
      PeerTable peers,
      Interest interest,
      Downloads downloads,
      Liveness liveness,
      Blame blame,
      Outbox out,
      boolean open) {
    this.picker = picker;
    this.peers = peers;
    this.interest = interest;
    this.downloads = downloads;
    this.liveness = liveness;
    this.blame = blame;
    this.out = out;
    this.open = open;
    announcedComplete = isComplete();
  }

  /** Whether every wanted piece is verified. */
  boolean isComplete() {
    return picker.missing() == 0;
  }

  void stored(int piece, int begin, int length) {
    ActivePiece active = picker.active(piece);
    if (active == null) {
      return;
    }
    for (int block = firstBlock(begin); block < endBlock(begin, length); block++) {
      if (active.store(block)) {
        out.verify(piece);
      }
    }
  }

  void blocksFailed(int piece, int begin, int length, long now) {
    downloads.corrupt(length);
    blame.blocksFailed(piece, firstBlock(begin), endBlock(begin, length));
    downloads.fillAll(now);
  }

  private static int firstBlock(int begin) {
    return begin / PieceGeometry.BLOCK_LENGTH;
  }

  private static int endBlock(int begin, int length) {
    return (begin + length + PieceGeometry.BLOCK_LENGTH - 1) / PieceGeometry.BLOCK_LENGTH;
  }

  void verified(int piece, long[] digests) {
    boolean wasMissing = picker.isMissing(piece);
    blame.verified(piece, digests);
    picker.verified(piece);
    if (wasMissing) {
      interest.changed(piece, -1);
    }
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (!peer.isSeed() && open) {
        out.to(peer).have(peer.handle, piece);
      }
      liveness.partIfUseless(peer, isComplete());
    }
    if (isComplete() && !announcedComplete) {
      announcedComplete = true;
      out.complete();
    }
  }

  void failed(int piece, long[] digests, long now) {
    blame.failed(piece, digests);
    picker.failed(piece);
    downloads.fillAll(now);
  }

  void lost(int piece, long now) {
    picker.forget(piece);
    announcedComplete &= isComplete();
    if (picker.isMissing(piece)) {
      interest.changed(piece, 1);
    }
    for (int i = 0; i < peers.size(); i++) {
      SwarmPeer peer = peers.at(i);
      if (peer.understandsDontHave) {
        out.to(peer).dontHave(peer.handle, piece);
      }
    }
    downloads.fillAll(now);
  }

  void prioritise(int piece, PiecePriority priority, long now) {
    boolean before = picker.isMissing(piece);
    picker.prioritise(piece, priority);
    if (picker.isMissing(piece) != before) {
      interest.changed(piece, before ? -1 : 1);
    }
    announcedComplete &= isComplete();
    downloads.fillAll(now);
  }
}
