package io.minibit.transport;

import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.Handshake;
import io.minibit.wire.Limits;
import io.minibit.wire.MessageDecoder;
import io.minibit.wire.MessageEncoder;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.internal.ContextInternal;

/**
 * Mounts the peer wire protocol's codec in Vert.x's pipeline, below Vert.x's own handler, which
 * then sees nothing but the end:
 *
 * <pre>
 * socket - [encryption] - decoder - encoder - stall watch - connection - Vert.x
 * </pre>
 */
final class PeerPipeline {
  /** Vert.x's name of its own handler. */
  private static final String VERTX = "handler";

  /** Vert.x's name of the handler that closes idle connections. */
  private static final String IDLE = "idle";

  private PeerPipeline() {}

  /**
   * Sizes reads as {@link BlockReads} does, and takes buffers from the pool that {@link
   * OutgoingBlocks#allocate} takes from, so that there is one. To be called before the first read.
   */
  static void tune(Channel channel) {
    channel
        .config()
        .setAllocator(PooledByteBufAllocator.DEFAULT)
        .setRecvByteBufAllocator(new BlockReads())
        .setMessageSizeEstimator(RegionSizes.INSTANCE);
  }

  /** Adds a handler right below Vert.x's own. */
  static void add(Channel channel, String name, ChannelHandler handler) {
    channel.pipeline().addBefore(VERTX, name, handler);
  }

  /** Makes the connection; what comes from the socket next has to be messages. */
  static PeerConnection mount(
      Channel channel, ContextInternal context, Opening opening, Handshake theirs) {
    Limits limits = new Limits();
    MessageDecoder decoder = new MessageDecoder(limits);
    BlockReads reads = channel.config().getRecvByteBufAllocator();
    reads.follow(decoder);
    ChannelPipeline pipeline = channel.pipeline();
    if (pipeline.get(IDLE) != null) {
      pipeline.remove(IDLE);
    }
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    Inbound inbound = new Inbound();
    pipeline
        .addBefore(VERTX, "messages in", decoder)
        .addBefore(VERTX, "messages out", new MessageEncoder())
        .addBefore(VERTX, "stall", new StallWatch(decoder))
        .addBefore(VERTX, "peer", inbound);
    inbound.connection =
        new PeerConnection(
            context, pipeline.context(inbound), opening, encrypts(pipeline), theirs, limits);
    return inbound.connection;
  }

  /** The handshake is over: a handler that has gone, or will, leaves the payload plain. */
  private static boolean encrypts(ChannelPipeline pipeline) {
    EncryptionHandler handler = pipeline.get(EncryptionHandler.class);
    return handler != null && handler.encrypts();
  }

  private static final class Inbound extends ChannelInboundHandlerAdapter {
    private PeerConnection connection;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      connection.received((PeerMessage) message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      connection.close(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      connection.ended();
      ctx.fireChannelInactive();
    }
  }
}
