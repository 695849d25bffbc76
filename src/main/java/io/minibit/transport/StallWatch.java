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
 * sent. It looks every {@link #INTERVAL_SECONDS} seconds and gives up where too little moved since
 * the last look; so a peer has one to two intervals for a message, and longer for a block of which
 * at least {@link #MIN_RECEIVED} bytes come in each.
 */
final class StallWatch extends ChannelInboundHandlerAdapter {
  /** As long as Vert.x is told to wait for those who fetch by name. */
  static final int INTERVAL_SECONDS = 60;

  /**
   * What a message that lasts must bring in an interval: some 300 bytes a second. Only blocks and
   * the bitfields of huge torrents are long enough to last so, and the memory that they hold
   * meanwhile is bounded for itself.
   */
  static final int MIN_RECEIVED = 16 * 1024;

  private final MessageDecoder decoder;
  private ScheduledFuture<?> watch;
  private long begun = -1;
  private long received;
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
    long came = decoder.received() - received;
    if (open >= 0 && open == begun && came < MIN_RECEIVED) {
      end(ctx, "a message that does not end");
    }
    begun = open;
    received = decoder.received();
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
