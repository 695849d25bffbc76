package io.minibit.tracker.server;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * How many peers somebody wants, and where they are written in their compact form (BEP 23, BEP 7).
 * Used again and again by its owner, as {@link AnnounceCall} is.
 */
final class PeerDraw {
  /** So that the chances of one draw are as good as unrelated (SplitMix64's own step). */
  private static final long STEP = 0x9e3779b97f4a7c15L;

  private final RandomGenerator random;
  private long chance;
  private int limit;
  private ByteBuffer ipv4;
  private ByteBuffer ipv6;

  PeerDraw(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Sets what is wanted, to be drawn by chance.
   *
   * @param limit how many at most
   * @param ipv4 where IPv4 peers go, with room for the limit and {@link PeerSet#SLACK} bytes more;
   *     null leaves them out
   * @param ipv6 likewise
   */
  void want(int limit, ByteBuffer ipv4, ByteBuffer ipv6) {
    want(limit, ipv4, ipv6, random.nextLong());
  }

  /** Likewise, where chance has spoken before. */
  void want(int limit, ByteBuffer ipv4, ByteBuffer ipv6, long chance) {
    this.chance = chance;
    this.limit = limit;
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  int limit() {
    return limit;
  }

  ByteBuffer out(boolean ofIpv6) {
    return ofIpv6 ? ipv6 : ipv4;
  }

  /** The chance for one of the choices that a draw is made of, each with a small number. */
  long chance(int choice) {
    return chance(chance, choice);
  }

  static long chance(long chance, int choice) {
    return Hashing.mix(chance + choice * STEP);
  }
}
