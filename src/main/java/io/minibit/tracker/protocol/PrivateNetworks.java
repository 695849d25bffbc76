package io.minibit.tracker.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Addresses that packets from the Internet cannot come from. */
public final class PrivateNetworks {
  private PrivateNetworks() {}

  /**
   * Whether it is loopback, link-local, of RFC 1918, or an IPv6 unique local address (RFC 4193).
   */
  public static boolean contain(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || (address instanceof Inet6Address
            ? (address.getAddress()[0] & 0xfe) == 0xfc
            : address.isSiteLocalAddress());
  }
}
