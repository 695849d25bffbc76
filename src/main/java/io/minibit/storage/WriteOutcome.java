package io.minibit.storage;

/** What became of blocks that were handed to {@link PieceStore#write}. */
public enum WriteOutcome {
  /** They are in the file; the piece lacks others. */
  STORED,
  /** All of them were there already, or the piece was verified; nothing was written. */
  DUPLICATE,
  /** They were the last, and the piece is verified. */
  PIECE_VERIFIED,
  /** They were the last, and the piece does not match its hash: all of its blocks are forgotten. */
  PIECE_CORRUPT,
  /** A block does not match its own hash, which is known: nothing that came with it is taken. */
  BLOCK_CORRUPT
}
