package io.minibit.discovery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network that a peer accepts connections from, in one family of addresses, and the group of
 * local discovery there (BEP 14).
 *
 * @param networkInterface its name
 */
record LocalLink(String networkInterface, boolean ipv6) {
  /** The port of both groups. */
  static final int PORT = 6771;

  /** More interfaces than a machine has networks of people. */
  static final int MAX_LINKS = 16;

  /** The group's address. */
  String group() {
    return ipv6 ? "ff15::efc0:988f" : "239.192.152.143";
  }

  /** The group as the Host header says it. */
  String host() {
    return (ipv6 ? "[" + group() + "]" : group()) + ":" + PORT;
  }

  /**
   * The networks of a peer: none if it is bound to loopback. May block a little.
   *
   * @param peerHost what the peer listens on: a literal, or else it listens everywhere
   */
  static List<LocalLink> of(String peerHost) throws SocketException {
    Optional<InetAddress> own = TrackerRoute.ownAddress(peerHost);
    List<LocalLink> links = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      if (each.isUp() && each.supportsMulticast() && !each.isLoopback()) {
        for (boolean ipv6 : new boolean[] {false, true}) {
          if (each.inetAddresses().anyMatch(address -> isServed(address, ipv6, own))) {
            links.add(new LocalLink(each.getName(), ipv6));
          }
        }
      }
    }
    return links.size() <= MAX_LINKS ? links : links.subList(0, MAX_LINKS);
  }

  /** IPv6 addresses of a link alone do not count: without the link's name nobody can dial them. */
  private static boolean isServed(InetAddress address, boolean ipv6, Optional<InetAddress> own) {
    return address instanceof Inet4Address != ipv6
        && !(ipv6 && address.isLinkLocalAddress())
        && !address.isLoopbackAddress()
        && own.map(address::equals).orElse(true);
  }
}
