package io.minibit.tracker.protocol;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where a peer listens. Two are equal when address and port are; an IPv6 zone is dropped, since it
 * means nothing to anybody else.
 *
 * @param address IPv4 or IPv6; IPv4 in IPv6 clothes is IPv4
 * @param port 1 to 65535
 */
public record PeerAddress(InetAddress address, int port) {
  /** The highest port there is. */
  public static final int MAX_PORT = 65_535;

  /** Checks the port. */
  public PeerAddress {
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 1.." + MAX_PORT);
    }
    address = inet(address.getAddress());
  }

  /** The peer at a literal address; empty when it is no literal or the port is none. */
  public static Optional<PeerAddress> parse(String ip, int port) {
    return port < 1 || port > MAX_PORT
        ? Optional.empty()
        : IpText.parse(ip).map(address -> new PeerAddress(address, port));
  }

  /** The address as people write it, IPv6 without brackets. */
  public String ip() {
    return IpText.format(address);
  }

  /** Whether somebody could be reached there: no multicast, broadcast or unspecified address. */
  public boolean isUnicast() {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !ip().equals("255.255.255.255");
  }

  /** {@code ip:port}, IPv6 in brackets. */
  @Override
  public String toString() {
    return (ip().indexOf(':') < 0 ? ip() : "[" + ip() + "]") + ":" + port;
  }

  static InetAddress inet(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
