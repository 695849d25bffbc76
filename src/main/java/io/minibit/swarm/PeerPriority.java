package io.minibit.swarm;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The canonical peer priority of BEP 40: both ends of a connection compute the same number, so both
 * agree which connections to keep when there are too many. Compare as unsigned; higher is better.
 */
final class PeerPriority {
  /** Leading bytes that always count: a /16 of IPv4, a /48 of IPv6. */
  private static final int V4_PREFIX = 2;

  private static final int V6_PREFIX = 6;
  private static final int MASK = 0x55;

  private PeerPriority() {}

  /** The priority of the connection between two addresses, zero where their families differ. */
  static int of(InetSocketAddress ours, InetSocketAddress theirs) {
    byte[] a = ours.getAddress().getAddress();
    byte[] b = theirs.getAddress().getAddress();
    if (a.length != b.length) {
      return 0;
    }
    if (Arrays.equals(a, b)) {
      return checksum(port(ours), port(theirs));
    }
    int kept = kept(a, b);
    return checksum(masked(a, kept), masked(b, kept));
  }

  /** How many leading bytes stay as they are: all that are shared, and the one after. */
  private static int kept(byte[] a, byte[] b) {
    int shared = Arrays.mismatch(a, b);
    return Math.max(a.length == 4 ? V4_PREFIX : V6_PREFIX, shared + 1);
  }

  private static byte[] masked(byte[] address, int kept) {
    byte[] masked = address.clone();
    for (int i = kept; i < masked.length; i++) {
      masked[i] &= MASK;
    }
    return masked;
  }

  private static byte[] port(InetSocketAddress address) {
    return new byte[] {(byte) (address.getPort() >>> 8), (byte) address.getPort()};
  }

  private static int checksum(byte[] a, byte[] b) {
    boolean ordered = Arrays.compareUnsigned(a, b) <= 0;
    CRC32C crc = new CRC32C();
    crc.update(ordered ? a : b);
    crc.update(ordered ? b : a);
    return (int) crc.getValue();
  }
}
