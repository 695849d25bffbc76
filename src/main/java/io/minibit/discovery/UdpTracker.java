package io.minibit.discovery;

import io.minibit.metainfo.HostAndPort;

/**
 * A tracker that is asked over UDP.
 *
 * @param address where it listens
 */
public record UdpTracker(HostAndPort address) {
  private static final String SCHEME = "udp://";

  /** Whether the URL is one of this kind of tracker. */
  public static boolean isUdp(String url) {
    return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /**
   * Reads {@code udp://host:port}; a path behind it means nothing here and is dropped.
   *
   * @throws IllegalArgumentException one line that says what is wrong
   */
  public static UdpTracker parse(String url) {
    if (!isUdp(url)) {
      throw new IllegalArgumentException("not a udp://host:port tracker: " + url);
    }
    String authority = url.substring(SCHEME.length()).split("[/?#]", 2)[0];
    try {
      return new UdpTracker(HostAndPort.parse(authority));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a udp://host:port tracker: " + url + " (" + e.getMessage() + ")", e);
    }
  }

  @Override
  public String toString() {
    return SCHEME + address;
  }
}
