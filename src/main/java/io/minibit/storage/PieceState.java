package io.minibit.storage;

/** What a check found where a piece should be. */
public enum PieceState {
  /** The piece. */
  GOOD,
  /** Nothing: no file, or only zeros. */
  EMPTY,
  /** Other bytes, or only some of them. */
  DAMAGED
}
