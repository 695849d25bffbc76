package io.minibit.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket in a multicast group on one interface, on the event loop of the context that opens
 * it. It shares its port with other programs, and sends to the group no farther than the next
 * router; others on this machine hear it, too.
 *
 * <p>Vert.x's own datagram socket is of IPv6 on the native transport, whatever it is asked for, and
 * such a one cannot be told by which interface it sends to a group of IPv4.
 */
public final class MulticastEndpoint {
  /** Hears what is sent to the group. */
  @FunctionalInterface
  public interface Listener {
    /** One datagram; on the context that opened the endpoint. */
    void received(InetSocketAddress sender, byte[] datagram);
  }

  private static final Logger log = LoggerFactory.getLogger(MulticastEndpoint.class);

  /** The longest datagram that is read whole: what any network carries in one piece. */
  private static final int MAX_DATAGRAM = 2 * 1024;

  /** Some datagrams that wait to be read. */
  private static final int RECEIVE_BUFFER = 64 * 1024;

  private final DatagramChannel channel;
  private final InetSocketAddress group;

  private MulticastEndpoint(DatagramChannel channel, InetSocketAddress group) {
    this.channel = channel;
    this.group = group;
  }

  /**
   * Joins a group, on the current context, which must be one of an event loop.
   *
   * @param networkInterface name of the one to join on
   * @param group address of the group, in figures
   * @param port of the group
   * @return fails as binding and joining do, and where there is no such interface
   */
  public static Future<MulticastEndpoint> join(
      Vertx vertx, String networkInterface, String group, int port, Listener listener) {
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    return context
        .executeBlocking(() -> named(networkInterface), false)
        .compose(
            network -> {
              InetSocketAddress to = new InetSocketAddress(group, port);
              return bind(context, network, to, listener)
                  .compose(
                      channel ->
                          UdpEndpoint.future(channel.joinGroup(to.getAddress(), network, null))
                              .onFailure(refused -> UdpEndpoint.future(channel.close()))
                              .map(joined -> new MulticastEndpoint(channel, to)));
            });
  }

  private static NetworkInterface named(String name) throws SocketException {
    NetworkInterface network = NetworkInterface.getByName(name);
    if (network == null) {
      throw new SocketException("no network interface " + name);
    }
    return network;
  }

  private static Future<DatagramChannel> bind(
      ContextInternal context,
      NetworkInterface network,
      InetSocketAddress group,
      Listener listener) {
    EventLoop loop = context.nettyEventLoop();
    boolean ipv6 = group.getAddress() instanceof Inet6Address;
    ChannelFuture bound =
        new Bootstrap()
            .group(loop)
            .channelFactory(
                () ->
                    UdpEndpoint.isEpoll(loop)
                        ? UdpEndpoint.epollChannel(group.getAddress())
                        : new NioDatagramChannel(
                            ipv6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET))
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .option(ChannelOption.IP_MULTICAST_IF, network)
            .option(ChannelOption.IP_MULTICAST_TTL, 1)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM))
            .handler(new Hearing(context, listener))
            .bind(ipv6 ? "::" : "0.0.0.0", group.getPort());
    return UdpEndpoint.future(bound).map(done -> (DatagramChannel) bound.channel());
  }

  /** Sends a datagram to the group. */
  public Future<Void> send(byte[] datagram) {
    return UdpEndpoint.future(
        channel.writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), group)));
  }

  /** Leaves the group and closes the socket. */
  public Future<Void> close() {
    return UdpEndpoint.future(channel.close());
  }

  private static final class Hearing extends SimpleChannelInboundHandler<DatagramPacket> {
    private final ContextInternal context;
    private final Listener listener;

    Hearing(ContextInternal context, Listener listener) {
      this.context = context;
      this.listener = listener;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext channel, DatagramPacket packet) {
      byte[] datagram = ByteBufUtil.getBytes(packet.content());
      context.dispatch(() -> listener.received(packet.sender(), datagram));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable failure) {
      log.debug("multicast: {}", failure.toString());
    }
  }
}
