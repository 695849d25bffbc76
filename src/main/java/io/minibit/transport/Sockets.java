package io.minibit.transport;

import io.minibit.tracker.protocol.PeerAddress;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;

/** What Vert.x's sockets leave to their users. */
public final class Sockets {
  /** No SO_LINGER: the kernel goes on sending what it has, then says that this was all. */
  private static final int SYSTEM_DEFAULT = -1;

  private Sockets() {}

  /**
   * Gets ready what a node needs as soon as it listens, and which takes as long as that: the
   * allocator of buffers, and the annotations by which Netty knows what its handlers do, since Java
   * makes a class for each kind. For a thread that would only wait for the node.
   */
  public static void loadAhead() {
    Buffer.buffer(0);
    read(ChannelInitializer.class);
    for (Method method : ChannelInboundHandlerAdapter.class.getDeclaredMethods()) {
      read(method);
    }
  }

  /** Java keeps what it has read. */
  @SuppressWarnings("ReturnValueIgnored")
  private static void read(AnnotatedElement annotated) {
    annotated.getAnnotations();
  }

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
    resetOnClose(socket);
    // From the context of Vert.x's own handler, whose closing would wait, straight to the channel.
    var unused = ((NetSocketInternal) socket).channelHandlerContext().close();
  }

  /** Closes in good order, but does not wait until all is written. */
  static void closeNow(Channel channel) {
    ChannelHandlerContext last = channel.pipeline().lastContext();
    if (last != null) { // Else it is closed, and its handlers are gone.
      // Past Vert.x's own handler, which would wait.
      var unused = last.close();
    }
  }

  /**
   * From now on the partner sees a reset when the connection ends, for whatever reason it does: the
   * death of this process, too. To be called on the socket's event loop.
   */
  static void resetOnClose(NetSocket socket) {
    linger(socket, 0);
  }

  /** From now on the connection ends in good order again. */
  static void finishOnClose(NetSocket socket) {
    linger(socket, SYSTEM_DEFAULT);
  }

  private static void linger(NetSocket socket, int seconds) {
    var channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    // Refused on a socket that is closed already, where it has no meaning any more.
    if (channel.isOpen()) {
      channel.config().setOption(ChannelOption.SO_LINGER, seconds);
    }
  }
}
