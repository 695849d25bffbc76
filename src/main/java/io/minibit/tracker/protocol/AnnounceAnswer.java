package io.minibit.tracker.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What a tracker answers to an announce.
 *
 * @param interval seconds until the next one
 * @param minInterval seconds before which there should be no other; 0 where the tracker did not say
 * @param counts how many are in the swarm
 * @param peers some of them
 * @param warning words for a person (BEP 3), the announce being taken all the same
 */
public record AnnounceAnswer(
    int interval,
    int minInterval,
    SwarmCounts counts,
    List<PeerAddress> peers,
    Optional<String> warning) {
  /** Copies the list. */
  public AnnounceAnswer {
    peers = List.copyOf(peers);
  }
}
