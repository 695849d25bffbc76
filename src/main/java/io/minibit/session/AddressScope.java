package io.minibit.session;

import java.net.InetAddress;

/**
 * How far an address reaches. What a stranger tells of is only dialled if it reaches at least as
 * far as the stranger's own: nobody out there points us at services inside of our network or of our
 * machine.
 */
enum AddressScope {
  LOOPBACK,
  LINK,
  SITE,
  GLOBAL;

  /** The first 7 bits of unique local IPv6 addresses, fc00::/7 (RFC 4193). */
  private static final int UNIQUE_LOCAL = 0xFC;

  static AddressScope of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isLinkLocalAddress()) {
      return LINK;
    }
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == UNIQUE_LOCAL;
    return uniqueLocal || address.isSiteLocalAddress() ? SITE : GLOBAL;
  }

  /** Whether it makes sense to the one address that the other is told of. */
  static boolean mayTell(InetAddress listener, InetAddress told) {
    return of(told).compareTo(of(listener)) >= 0;
  }
}
