package io.minibit.tracker.server;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * How many peers somebody wants, and where they are written in their compact form (BEP 23, BEP 7).
 * Used again and again by its owner, as {@link AnnounceCall} is.
 */
final class PeerDraw {
  private final RandomGenerator random;
  private int limit;
  private ByteBuffer ipv4;
  private ByteBuffer ipv6;

  PeerDraw(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Sets what is wanted.
   *
   * @param limit how many at most
   * @param ipv4 where IPv4 peers go, with room for the limit and {@link PeerSet#SLACK} bytes more;
   *     null leaves them out
   * @param ipv6 likewise
   */
  void want(int limit, ByteBuffer ipv4, ByteBuffer ipv6) {
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

  RandomGenerator random() {
    return random;
  }
}
