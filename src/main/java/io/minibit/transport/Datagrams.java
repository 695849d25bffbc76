package io.minibit.transport;

import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.InetSocketAddress;
import java.util.Optional;

/** What Vert.x's datagram sockets leave to their users. */
public final class Datagrams {
  private Datagrams() {}

  /**
   * Options for a socket that reads whole datagrams.
   *
   * @param ipv6 whether it will be bound to an IPv6 address; on the unspecified one it takes both
   * @param receiveBuffer bytes the kernel may hold, and of each single read: Vert.x uses one number
   *     for both, and reads 2 KiB, silently cutting the rest, when there is none
   */
  public static DatagramSocketOptions options(boolean ipv6, int receiveBuffer) {
    return new DatagramSocketOptions().setIpV6(ipv6).setReceiveBufferSize(receiveBuffer);
  }

  /** Who sent it; empty for the port 0, which only forgers send from. */
  public static Optional<PeerAddress> sender(DatagramPacket packet) {
    return Sockets.peer(packet.sender());
  }

  /** As for a packet of Vert.x's. */
  public static Optional<PeerAddress> sender(InetSocketAddress address) {
    return address.getPort() == 0
        ? Optional.empty()
        : Optional.of(new PeerAddress(address.getAddress(), address.getPort()));
  }
}
