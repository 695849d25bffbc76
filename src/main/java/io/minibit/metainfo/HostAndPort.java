package io.minibit.metainfo;

import java.util.Optional;

/**
 * A host with a port, not resolved: what magnet links and torrents name.
 *
 * @param host a name or an IP literal, IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostAndPort(String host, int port) {
  public HostAndPort {
    if (host.isBlank()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " must be 1 to 65535");
    }
  }

  // By hand: Java spins the code of a generated one when it is first called, a part of each start.
  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /**
   * Reads {@code host:port}, {@code 1.2.3.4:port} or {@code [ipv6]:port}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("no port, expected host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException("an IPv6 address needs brackets");
    }
    try {
      return new HostAndPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port is no number", e);
    }
  }

  /** Reads as {@link #parse}, and gives nothing for what is no address. */
  static Optional<HostAndPort> tryParse(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException notAnAddress) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
