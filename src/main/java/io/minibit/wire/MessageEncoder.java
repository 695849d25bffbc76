package io.minibit.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * {@link PeerMessage}s to bytes. Small messages gather in one buffer until the flush, so that a
 * hundred requests are one write; blocks go out by reference between them, in order.
 *
 * <p>The promise of a message without payload succeeds once it is gathered: what becomes of it is
 * told by the connection's end. That of a block succeeds when the socket took it.
 */
public final class MessageEncoder extends ChannelOutboundHandlerAdapter {
  /** A good many requests or haves; grows when need be. */
  private static final int INITIAL_BATCH = 512;

  private ByteBuf batch;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof PeerMessage peerMessage)) {
      sendBatch(ctx);
      var unused = ctx.write(message, promise);
      return;
    }
    if (batch == null) {
      batch = ctx.alloc().directBuffer(INITIAL_BATCH);
    }
    if (peerMessage instanceof PeerMessage.Block block) {
      MessageWriter.writeBlockHeader(
          block.piece(), block.begin(), block.block().readableBytes(), batch);
      sendBatch(ctx);
      var unused = ctx.write(block.block(), promise);
    } else {
      MessageWriter.write(peerMessage, batch);
      promise.trySuccess();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    sendBatch(ctx);
    ctx.flush();
  }

  private void sendBatch(ChannelHandlerContext ctx) {
    if (batch != null) {
      ByteBuf ready = batch;
      batch = null;
      var unused = ctx.write(ready, ctx.voidPromise());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }
}
