package io.minibit.discovery;

import io.minibit.metainfo.HostAndPort;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.Datagrams;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Optional;

/**
 * The way from here to a tracker.
 *
 * @param local the address to send from
 * @param tracker where it listens
 */
record TrackerRoute(InetAddress local, PeerAddress tracker) {
  private static final int ANY_PORT = 1;

  /**
   * Finds the way; a name is looked up anew each time, on a worker thread.
   *
   * @param peerHost what the peer listens on: a literal, or else it listens everywhere
   */
  static Future<TrackerRoute> find(Vertx vertx, String peerHost, HostAndPort tracker) {
    Optional<PeerAddress> literal = PeerAddress.parse(tracker.host(), tracker.port());
    return literal.isPresent()
        ? Future.succeededFuture(literal.get()).map(address -> to(peerHost, address))
        : vertx.executeBlocking(
            () ->
                to(
                    peerHost,
                    new PeerAddress(InetAddress.getByName(tracker.host()), tracker.port())),
            false);
  }

  /** For a socket on this way. */
  DatagramSocketOptions socketOptions(int receiveBuffer) {
    return Datagrams.options(local instanceof Inet6Address, receiveBuffer);
  }

  /** The address under which the tracker sees what is sent on this way. */
  InetAddress source() {
    if (!local.isAnyLocalAddress()) {
      return local;
    }
    // Connecting a datagram socket looks up the routing table: it sends nothing and never waits.
    try (DatagramSocket probe = new DatagramSocket(null)) {
      probe.connect(new InetSocketAddress(tracker.address(), tracker.port()));
      return probe.getLocalAddress();
    } catch (SocketException noRoute) {
      return local;
    }
  }

  /** The one address that a peer listens on; empty when it listens everywhere. */
  static Optional<InetAddress> ownAddress(String peerHost) {
    return PeerAddress.parse(peerHost, ANY_PORT)
        .map(PeerAddress::address)
        .filter(address -> !address.isAnyLocalAddress());
  }

  private static TrackerRoute to(String peerHost, PeerAddress tracker) {
    boolean ipv4 = tracker.address() instanceof Inet4Address;
    Optional<InetAddress> own = ownAddress(peerHost);
    // Sent from another address than the peer's own, a REGISTER would name one where nobody
    // listens.
    if (own.isPresent() && own.get() instanceof Inet4Address != ipv4) {
      throw new IllegalStateException(
          "a peer on "
              + peerHost
              + " cannot register at "
              + tracker
              + ", which is of another kind");
    }
    return new TrackerRoute(own.orElseGet(() -> any(ipv4)), tracker);
  }

  private static InetAddress any(boolean ipv4) {
    return PeerAddress.parse(ipv4 ? "0.0.0.0" : "::", ANY_PORT).orElseThrow().address();
  }
}
