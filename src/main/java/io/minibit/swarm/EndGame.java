package io.minibit.swarm;

import io.minibit.metainfo.PieceGeometry;
import java.util.List;

/**
 * The end game: every piece is begun and nothing is free, so a peer is asked for a block that
 * another will deliver much later; the first to deliver has the other cancelled. By expected times
 * instead of to everyone at once, so that it wastes next to nothing and also frees blocks from
 * stallers.
 */
final class EndGame {
  /** A block goes to a peer that is this many times sooner. */
  static final double STEAL_FACTOR = 3;

  /** And by this much at least, in nanoseconds. */
  static final double STEAL_MARGIN = 500e6;

  /** After a search in vain the next one waits so long: it looks at every begun block. */
  static final long STEAL_PAUSE = 50_000_000;

  private final FreshPieces fresh;
  private final List<ActivePiece> begun;

  /**
   * Over the picker's pieces.
   *
   * @param begun those of which blocks were asked for
   */
  EndGame(FreshPieces fresh, List<ActivePiece> begun) {
    this.fresh = fresh;
    this.begun = begun;
  }

  /** Reserves a block for the peer that another was asked for, or returns {@link BlockRun#NONE}. */
  long steal(SwarmPeer peer, long now) {
    if (!fresh.isEmpty()
        || peer.onParole
        || peer.pipeline.isSnubbed()
        || peer.pipeline.open() > 1
        || now < peer.nothingToStealUntil) {
      return BlockRun.NONE;
    }
    double ours = peer.pipeline.eta(PieceGeometry.BLOCK_LENGTH, now) + peer.pipeline.delay();
    for (int i = 0; i < begun.size(); i++) {
      ActivePiece piece = begun.get(i);
      if (piece.owner == null
          && piece.received() < piece.blocks
          && fresh.isWanted(piece.piece)
          && peer.pieces.get(piece.piece)) {
        for (int block = piece.blocks - 1; block >= 0; block--) {
          if (piece.isContested(block)
              && isMuchLater(piece.source(block), peer, ours, now)
              && !peer.pipeline.covers(piece.piece, block)) {
            piece.request(block, peer);
            return BlockRun.of(piece.piece, block, 1);
          }
        }
      }
    }
    peer.nothingToStealUntil = now + STEAL_PAUSE;
    return BlockRun.NONE;
  }

  private static boolean isMuchLater(SwarmPeer holder, SwarmPeer thief, double ours, long now) {
    return holder != thief
        && (holder == null || holder.pipeline.eta(0, now) > STEAL_FACTOR * ours + STEAL_MARGIN);
  }
}
