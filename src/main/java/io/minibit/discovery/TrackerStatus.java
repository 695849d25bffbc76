package io.minibit.discovery;

import io.minibit.tracker.protocol.SwarmCounts;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How it stands with one tracker of a torrent.
 *
 * @param tracker whose text holds no keys
 * @param answered whether we are listed there
 * @param error why it did not do what was asked last, without the keys of its URL; empty when it
 *     did, or was not asked
 * @param nextMillis until the trackers are asked next; empty while one is being asked
 * @param counts how many are in the swarm, as it says; empty while that is not known
 */
public record TrackerStatus(
    TrackerUrl tracker,
    boolean answered,
    Optional<String> error,
    OptionalLong nextMillis,
    Optional<SwarmCounts> counts) {
  /** The same with counts. */
  public TrackerStatus with(Optional<SwarmCounts> known) {
    return new TrackerStatus(tracker, answered, error, nextMillis, known);
  }
}
