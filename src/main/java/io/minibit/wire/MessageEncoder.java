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
    if (message instanceof PeerMessage.Block block) {
      startBlock(ctx, block.piece(), block.begin(), block.block().readableBytes());
      var unused = ctx.write(block.block(), promise);
    } else if (message instanceof FileBlock block) {
      startBlock(ctx, block.piece(), block.begin(), (int) block.content().count());
      var unused = ctx.write(block.content(), promise);
    } else if (message instanceof PeerMessage peerMessage) {
      MessageWriter.write(peerMessage, batch(ctx));
      promise.trySuccess();
    } else {
      sendBatch(ctx);
      var unused = ctx.write(message, promise);
    }
  }

  /** What stands before a block's bytes leaves ahead of them, with all that was gathered. */
  private void startBlock(ChannelHandlerContext ctx, int piece, int begin, int length) {
    MessageWriter.writeBlockHeader(piece, begin, length, batch(ctx));
    sendBatch(ctx);
  }

  private ByteBuf batch(ChannelHandlerContext ctx) {
    if (batch == null) {
      batch = ctx.alloc().directBuffer(INITIAL_BATCH);
    }
    return batch;
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
