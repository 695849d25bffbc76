package io.minibit.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a transfer stands. */
public enum TransferState {
  /** Waiting for the metainfo that a magnet link stands for. */
  @JsonProperty("metadata")
  METADATA,
  /** Looking at what is already on disk. */
  @JsonProperty("checking")
  CHECKING,
  @JsonProperty("downloading")
  DOWNLOADING,
  @JsonProperty("seeding")
  SEEDING,
  @JsonProperty("paused")
  PAUSED,
  /** Ended by {@link Transfer#error}. */
  @JsonProperty("failed")
  FAILED
}
