package io.minibit.api;

/** Where a transfer stands. */
public enum TransferState {
  /** Waiting for the metainfo that a magnet link stands for. */
  METADATA,
  /** Looking at what is already on disk. */
  CHECKING,
  DOWNLOADING,
  SEEDING,
  PAUSED,
  /** Ended by {@link Transfer#error}. */
  FAILED
}
