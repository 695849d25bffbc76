package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.wire.Capabilities;
import io.minibit.wire.Encryption;
import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.Handshake;
import io.minibit.wire.Limits;
import io.minibit.wire.MessageDecoder;
import io.minibit.wire.MessageEncoder;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A connection that speaks our codec and decides nothing: the test reads what came, in order. */
final class WirePeer {
  private static final long PATIENCE_SECONDS = 30;
  private static final PeerId ID = PeerId.ours(new byte[12]);

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Limits limits = new Limits();
  private final Channel channel;

  /**
   * Mounts the codec.
   *
   * @param encryption null for a plain connection
   */
  WirePeer(Channel channel, EncryptionHandler encryption) {
    this.channel = channel;
    if (encryption != null) {
      channel.pipeline().addLast(encryption);
    }
    channel.pipeline().addLast(new OneHandshake(), new MessageEncoder(), new Listener());
    channel.config().setAutoRead(true);
  }

  static Handshake handshake(InfoHash infoHash) {
    return new Handshake(Capabilities.OURS, infoHash, ID);
  }

  void send(Handshake handshake) {
    ByteBuf bytes = channel.alloc().buffer();
    handshake.writeTo(bytes);
    channel.writeAndFlush(bytes).syncUninterruptibly();
  }

  void send(PeerMessage message) {
    channel.writeAndFlush(message).syncUninterruptibly();
  }

  /** The next of that type that is as wanted; what comes before it is passed over. */
  <T> T await(Class<T> type, Predicate<T> wanted) throws InterruptedException {
    while (true) {
      Object next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("a " + type.getSimpleName()).isNotNull();
      if (next instanceof Throwable fault) {
        throw new AssertionError("waiting for a " + type.getSimpleName(), fault);
      }
      if (type.isInstance(next) && wanted.test(type.cast(next))) {
        return type.cast(next);
      }
    }
  }

  <T> T await(Class<T> type) throws InterruptedException {
    return await(type, any -> true);
  }

  /** Reads the handshake, and makes place for what reads the rest. */
  private final class OneHandshake extends ByteToMessageDecoder {
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
      if (in.readableBytes() >= Handshake.LENGTH) {
        out.add(Handshake.read(in));
        ctx.pipeline().replace(this, null, new MessageDecoder(limits));
      }
    }
  }

  private final class Listener extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      heard.add(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Encryption) {
        heard.add(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      heard.add(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      heard.add(new IllegalStateException("the other side closed"));
    }
  }
}
