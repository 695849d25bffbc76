package io.minibit.swarm;

/**
 * The rate limits of a torrent.
 *
 * @param globalDown shared by all torrents
 * @param globalUp shared by all torrents
 * @param down this torrent's own
 * @param up this torrent's own
 */
public record SwarmLimits(
    TokenBucket globalDown, TokenBucket globalUp, TokenBucket down, TokenBucket up) {
  /** No limits. */
  public static SwarmLimits none() {
    return new SwarmLimits(unlimited(), unlimited(), unlimited(), unlimited());
  }

  private static TokenBucket unlimited() {
    return new TokenBucket(TokenBucket.UNLIMITED);
  }

  RateLimit download() {
    return new RateLimit(globalDown, down);
  }

  RateLimit upload() {
    return new RateLimit(globalUp, up);
  }
}
