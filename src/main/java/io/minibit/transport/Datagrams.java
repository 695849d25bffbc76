package io.minibit.transport;

import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** What Vert.x's datagram sockets leave to their users. */
public final class Datagrams {
  private Datagrams() {}

  /**
   * Options for a socket that reads whole datagrams.
   *
   * @param local where it will be bound; decides between IPv4 and IPv6
   * @param receiveBuffer bytes the kernel may hold, and of each single read: Vert.x uses one number
   *     for both, and reads 2 KiB, silently cutting the rest, when there is none
   */
  public static DatagramSocketOptions options(InetAddress local, int receiveBuffer) {
    return new DatagramSocketOptions()
        .setIpV6(local instanceof Inet6Address)
        .setReceiveBufferSize(receiveBuffer);
  }

  /** Who sent it; empty for the port 0, which only forgers send from. */
  public static Optional<PeerAddress> sender(DatagramPacket packet) {
    SocketAddress sender = packet.sender();
    String host = sender.hostAddress();
    int zone = host.indexOf('%');
    return PeerAddress.parse(zone < 0 ? host : host.substring(0, zone), sender.port());
  }
}
