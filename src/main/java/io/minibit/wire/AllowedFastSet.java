package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The pieces that a peer may ask for while it is choked (BEP 6). They follow from its network and
 * the torrent, so that coming back under a neighbouring address gains nothing.
 */
public final class AllowedFastSet {
  /** As many as BEP 6 suggests. */
  public static final int SIZE = 10;

  private AllowedFastSet() {}

  /**
   * The set in its canonical order.
   *
   * @param pieces of the torrent
   * @param size how many; all pieces when there are no more
   * @return none for an IPv6 peer, for which BEP 6 says nothing
   */
  public static Set<Integer> of(InetAddress peer, InfoHash infoHash, int pieces, int size) {
    Set<Integer> set = new LinkedHashSet<>();
    if (!(peer instanceof Inet4Address)) {
      return set;
    }
    byte[] network = peer.getAddress();
    network[3] = 0;
    byte[] chain = Sha1.of(network, infoHash.truncated());
    int wanted = Math.min(size, pieces);
    while (set.size() < wanted) {
      ByteBuffer numbers = ByteBuffer.wrap(chain);
      while (numbers.hasRemaining() && set.size() < wanted) {
        set.add(Integer.remainderUnsigned(numbers.getInt(), pieces));
      }
      chain = Sha1.of(chain);
    }
    return set;
  }
}
