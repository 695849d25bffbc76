package io.minibit.api;

import java.util.List;

/**
 * The answer to {@code swarm} of a tracker; all zeros for one that nobody is in.
 *
 * @param infoHash the 20 bytes that trackers know, in hex
 * @param seeders have all
 * @param leechers do not
 * @param completed downloads that ended since the swarm is known
 * @param peers {@code ["ip",port]} pairs, a random choice where there are many
 */
public record SwarmReport(
    String infoHash, int seeders, int leechers, int completed, List<Peer> peers) {
  public SwarmReport {
    peers = List.copyOf(peers);
  }

  /** One that is in the swarm; written as a pair. */
  public record Peer(String ip, int port) implements Pair {}
}
