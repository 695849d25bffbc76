package io.minibit.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket that answers what it is asked, on the event loop of the context that opens it. Where
 * the native transport is on, it reads and writes many datagrams with each system call, and several
 * endpoints may share a port, among which the kernel spreads the senders.
 *
 * <p>Vert.x's own datagram socket reads one datagram at each turn of its event loop and flushes
 * each answer by itself, which made a tracker three times slower.
 */
public final class UdpEndpoint {
  /** Room for an answer: what fits any path's MTU (IPv6 promises 1280) with headers to spare. */
  public static final int MAX_ANSWER_BYTES = 1200;

  private static final int CACHE_LINE = 64;

  /**
   * The longest datagram that is read whole: more than any message has that is no noise. An odd
   * number of cache lines, so that the beginnings of those in a batch do not share a few places.
   */
  private static final int MAX_DATAGRAM = 9 * 1024 + CACHE_LINE;

  /** Datagrams in one system call: more save little and wait longer. */
  private static final int BATCH = 32;

  /** What the kernel may hold for us; it gives no more than net.core.rmem_max. */
  private static final int RECEIVE_BUFFER = 1 << 20;

  /** Answers that wait for the network, in bytes; the asker repeats a question anyway. */
  private static final int MAX_UNSENT_BYTES = 1 << 20;

  /**
   * IP_MTU_DISCOVER of Linux' ip(7), by its level and name. What fits any path is sent whole or not
   * at all, so the kernel need not number it for those who would put fragments together.
   */
  private static final ChannelOption<Integer> WHOLE =
      new IntegerUnixChannelOption("IP_MTU_DISCOVER", 0, 10);

  /** IP_PMTUDISC_PROBE: whatever is said, perhaps by a forger, of a path's MTU. */
  private static final int DO_NOT_FRAGMENT = 3;

  private static final Logger log = LoggerFactory.getLogger(UdpEndpoint.class);

  private final Channel channel;
  private final LongAdder unsent;

  private UdpEndpoint(Channel channel, LongAdder unsent) {
    this.channel = channel;
    this.unsent = unsent;
  }

  /** Whether several endpoints can share a port here. */
  public static boolean canShare(Vertx vertx) {
    return isEpoll(((VertxInternal) vertx).nettyEventLoopGroup());
  }

  /**
   * Opens an endpoint on the current context, which must be one of an event loop.
   *
   * @param port 0 takes a free one
   * @param shared whether others will have the same port, see {@link #canShare}
   * @param handler answers
   * @return fails as binding does, or where there is no such host
   */
  public static Future<UdpEndpoint> open(
      Vertx vertx, String host, int port, boolean shared, DatagramHandler handler) {
    VertxInternal internal = (VertxInternal) vertx;
    Context context = vertx.getOrCreateContext();
    return internal
        .nameResolver()
        .resolve(host)
        .compose(address -> bind(internal, context, address, port, shared, handler));
  }

  /** Where it is bound. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Answers that were dropped because the network did not take them. */
  public long unsent() {
    return unsent.sum();
  }

  /** Sends a datagram at once; from any thread. */
  public void send(byte[] datagram, InetSocketAddress to) {
    channel
        .writeAndFlush(new DatagramPacket(Unpooled.wrappedBuffer(datagram), to))
        .addListener(
            sent -> {
              if (!sent.isSuccess()) {
                unsent.increment();
              }
            });
  }

  /** Closes the socket. */
  public Future<Void> close() {
    return future(channel.close());
  }

  private static Future<UdpEndpoint> bind(
      VertxInternal vertx,
      Context context,
      InetAddress address,
      int port,
      boolean shared,
      DatagramHandler handler) {
    EventLoop loop = ((ContextInternal) context).nettyEventLoop();
    boolean epoll = isEpoll(loop);
    LongAdder unsent = new LongAdder();
    // A second read at once would find what came within microseconds: it comes with the next turn.
    int reads = epoll ? 1 : BATCH;
    ReusedBuffers received = new ReusedBuffers(reads, MAX_DATAGRAM * (BATCH / reads));
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(
                epoll ? () -> epollChannel(address) : vertx.transport().datagramChannelFactory())
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(MAX_UNSENT_BYTES / 2, MAX_UNSENT_BYTES))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new ReceiveAllocator(received).maxMessagesPerRead(reads))
            .handler(new Answering(handler, received, unsent));
    if (epoll) {
      bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM);
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, shared);
      if (!(address instanceof Inet6Address)) {
        bootstrap.option(WHOLE, DO_NOT_FRAGMENT);
      }
    }
    ChannelFuture bound = bootstrap.bind(address, port);
    return future(bound).map(done -> new UdpEndpoint(bound.channel(), unsent));
  }

  static EpollDatagramChannel epollChannel(InetAddress address) {
    // An IPv6 socket would take IPv4, too, but at some cost for each datagram.
    return new EpollDatagramChannel(
        address instanceof Inet6Address ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET);
  }

  static boolean isEpoll(EventLoopGroup loops) {
    return loops instanceof IoEventLoopGroup group && group.isIoType(EpollIoHandler.class);
  }

  static Future<Void> future(ChannelFuture future) {
    Promise<Void> promise = Promise.promise();
    future.addListener(
        done -> {
          if (done.isSuccess()) {
            promise.complete();
          } else {
            promise.fail(done.cause());
          }
        });
    return promise.future();
  }

  /** Hands datagrams on by the batch, and sends all their answers together. */
  private static final class Answering extends ChannelInboundHandlerAdapter {
    private final DatagramHandler handler;
    private final ReusedBuffers received;
    private final ReusedBuffers answers;
    private final LongAdder unsent;
    private final DatagramPacket[] batch = new DatagramPacket[BATCH];
    private int waiting;

    Answering(DatagramHandler handler, ReusedBuffers received, LongAdder unsent) {
      this.handler = handler;
      this.received = received;
      this.answers = new ReusedBuffers(BATCH, MAX_ANSWER_BYTES);
      this.unsent = unsent;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket packet = (DatagramPacket) message;
      if (packet.sender().getPort() == 0) {
        packet.release(); // Only forgers send from there, and nothing can be sent back.
        return;
      }
      batch[waiting++] = packet;
      if (waiting == BATCH) {
        answerAll(context);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      answerAll(context);
      handler.drained();
      context.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
      for (int i = 0; i < waiting; i++) {
        batch[i].release();
      }
      waiting = 0;
      received.release();
      answers.release();
    }

    private void answerAll(ChannelHandlerContext context) {
      int count = waiting;
      waiting = 0;
      for (int i = 0; i < count; i++) {
        handler.expect(batch[i].sender(), bytes(batch[i].content()));
      }
      handler.expected();
      for (int i = 0; i < count; i++) {
        answer(context, batch[i]);
        batch[i].release();
      }
    }

    private void answer(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf answer = answers.take(context.alloc());
      ByteBuffer out = answer.internalNioBuffer(0, MAX_ANSWER_BYTES);
      int start = out.position();
      if (!isAnswered(packet, out)) {
        answer.release();
      } else if (!context.channel().isWritable()) {
        answer.release();
        unsent.increment();
      } else {
        answer.writerIndex(out.position() - start);
        var unused =
            context.write(new DatagramPacket(answer, packet.sender()), context.voidPromise());
      }
    }

    private boolean isAnswered(DatagramPacket packet, ByteBuffer out) {
      try {
        return handler.received(packet.sender(), bytes(packet.content()), out);
      } catch (RuntimeException bug) {
        log.error("udp: a datagram went unanswered", bug); // The others of the batch do not.
        return false;
      }
    }

    private static ByteBuffer bytes(ByteBuf datagram) {
      return datagram.internalNioBuffer(datagram.readerIndex(), datagram.readableBytes());
    }

    /** A failed write arrives here too, since nobody waits for it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
      unsent.increment();
      log.debug("udp: {}", failure.toString());
    }
  }
}
