package io.minibit.transport;

import io.minibit.wire.MessageDecoder;
import io.minibit.wire.WireException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose peer begins a message and does not finish it, or does not take what it is
 * sent. It looks every {@link #INTERVAL_SECONDS} seconds and gives up where nothing moved since the
 * last look; so a peer has one to two intervals. A block of 16 KiB takes that long only below 300
 * bytes a second.
 */
final class StallWatch extends ChannelInboundHandlerAdapter {
  /** As long as Vert.x is told to wait for those who fetch by name. */
  static final int INTERVAL_SECONDS = 60;

  private final MessageDecoder decoder;
  private ScheduledFuture<?> watch;
  private long begun = -1;
  private long pending;
  private long progress;

  StallWatch(MessageDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    watch =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> look(ctx), INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    watch.cancel(false);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    watch.cancel(false);
    ctx.fireChannelInactive();
  }

  private void look(ChannelHandlerContext ctx) {
    // Where this side does not read, nobody can tell how long a message takes.
    boolean reading = ctx.channel().config().isAutoRead();
    long open = reading && decoder.isWithinMessage() ? decoder.messages() : -1;
    if (open >= 0 && open == begun) {
      end(ctx, "a message that does not end");
    }
    begun = open;
    ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
    if (out != null) {
      long left = out.totalPendingWriteBytes();
      if (left > 0 && left == pending && out.currentProgress() == progress) {
        end(ctx, "takes nothing of what it is sent");
      }
      pending = left;
      progress = out.currentProgress();
    }
  }

  private static void end(ChannelHandlerContext ctx, String why) {
    ctx.fireExceptionCaught(new WireException(why));
  }
}
