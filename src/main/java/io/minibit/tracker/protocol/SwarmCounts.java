package io.minibit.tracker.protocol;

/**
 * How many are in a swarm: what a scrape tells (BEP 15, BEP 48).
 *
 * @param seeders have all
 * @param completed downloads that ended since the tracker knows the swarm
 * @param leechers do not have all
 */
public record SwarmCounts(int seeders, int completed, int leechers) {
  /** Of a swarm that nobody knows. */
  public static final SwarmCounts NONE = new SwarmCounts(0, 0, 0);
}
