package io.minibit.tracker.protocol;

import java.net.InetAddress;
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
 * @param source whom the tracker sees, as it says to who may not know (BEP 24)
 */
public record AnnounceAnswer(
    int interval,
    int minInterval,
    SwarmCounts counts,
    List<PeerAddress> peers,
    Optional<String> warning,
    Optional<InetAddress> source) {
  /** Copies the list. */
  public AnnounceAnswer {
    peers = List.copyOf(peers);
  }

  /** The answer of a tracker that does not say whom it sees. */
  public AnnounceAnswer(
      int interval,
      int minInterval,
      SwarmCounts counts,
      List<PeerAddress> peers,
      Optional<String> warning) {
    this(interval, minInterval, counts, peers, warning, Optional.empty());
  }
}
