package io.minibit.transport;

import io.minibit.tracker.protocol.PeerAddress;
import io.netty.channel.ChannelOption;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.Optional;

/** What Vert.x's sockets leave to their users. */
public final class Sockets {
  private Sockets() {}

  /** The partner's end; empty where that is no address of the Internet, or its port is 0. */
  public static Optional<PeerAddress> peer(SocketAddress address) {
    String host = address.hostAddress();
    if (host == null) {
      return Optional.empty();
    }
    int zone = host.indexOf('%');
    return PeerAddress.parse(zone < 0 ? host : host.substring(0, zone), address.port());
  }

  /**
   * Ends a connection at once and drops what is still to be written. {@link NetSocket#close} would
   * first wait until all is written, which a partner that does not read can put off for ever.
   */
  public static void abort(NetSocket socket) {
    var channel = ((NetSocketInternal) socket).channelHandlerContext();
    // The kernel drops its part too; refused on a socket that is closed already, which is fine.
    if (channel.channel().isOpen()) {
      channel.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    // From the context of Vert.x's own handler, whose closing would wait, straight to the channel.
    var unused = channel.close();
  }
}
