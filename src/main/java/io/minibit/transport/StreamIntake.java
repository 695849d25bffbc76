package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Takes all that a connection sends, until its end, into a {@link ByteSink} on a worker. The
 * socket's own buffers go there without a copy; what waits for the disk is bounded, and beyond the
 * bound the socket is not read.
 */
final class StreamIntake extends ChannelInboundHandlerAdapter {
  /** Received and not written yet: enough to keep a disk busy while the next bytes arrive. */
  private static final int HIGH_WATER = 4 << 20;

  private static final int LOW_WATER = 1 << 20;

  /** A sender that is silent for so long is given up. */
  private static final long STALL_SECONDS = 30;

  private final ByteSink sink;
  private final WorkerExecutor disk;
  private final Promise<Long> end;
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();
  private long inFlight;
  private long total;
  private boolean writing;
  private boolean ended;
  private Throwable failure;
  private ScheduledFuture<?> stall;
  private long totalAtLastLook = -1;

  /**
   * An intake for one connection.
   *
   * @param end of the context that is to hear of the end
   */
  StreamIntake(ByteSink sink, WorkerExecutor disk, Promise<Long> end) {
    this.end = end;
    this.sink = sink;
    this.disk = disk;
  }

  /** Completes with the number of bytes when the sender closed and the sink has them all. */
  Future<Long> end() {
    return end.future();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    stall =
        ctx.executor()
            .scheduleAtFixedRate(() -> look(ctx), STALL_SECONDS, STALL_SECONDS, TimeUnit.SECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    if (total == totalAtLastLook && inFlight == 0) {
      fail(ctx, new IOException("nothing came for " + STALL_SECONDS + " s"));
    }
    totalAtLastLook = total;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (failure != null) {
      bytes.release();
      return;
    }
    waiting.add(bytes);
    inFlight += bytes.readableBytes();
    total += bytes.readableBytes();
    if (inFlight > HIGH_WATER) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    write(ctx);
  }

  private void write(ChannelHandlerContext ctx) {
    if (writing || waiting.isEmpty() || failure != null) {
      return;
    }
    writing = true;
    List<ByteBuf> batch = new ArrayList<>(waiting);
    waiting.clear();
    disk.executeBlocking(
            () -> {
              long size = 0;
              ByteBuffer[] bytes = new ByteBuffer[batch.size()];
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] = batch.get(i).nioBuffer();
                size += bytes[i].remaining();
              }
              sink.write(bytes);
              return size;
            },
            false)
        .onComplete(
            written ->
                ctx.executor()
                    .execute(
                        () -> {
                          batch.forEach(ByteBuf::release);
                          writing = false;
                          if (written.failed()) {
                            fail(ctx, written.cause());
                          } else {
                            written(ctx, written.result());
                          }
                        }));
  }

  private void written(ChannelHandlerContext ctx, long bytes) {
    inFlight -= bytes;
    if (inFlight < LOW_WATER) {
      ctx.channel().config().setAutoRead(true);
    }
    write(ctx);
    finishWhenDrained();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ended = true;
    write(ctx);
    finishWhenDrained();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    if (failure == null) {
      failure = cause;
      ended = true;
      waiting.forEach(ByteBuf::release);
      waiting.clear();
      var unused = ctx.close();
      finishWhenDrained();
    }
  }

  /** The sink is at rest before anybody hears of the end. */
  private void finishWhenDrained() {
    if (!ended || writing || !waiting.isEmpty()) {
      return;
    }
    stall.cancel(false);
    if (failure == null) {
      end.tryComplete(total);
    } else {
      end.tryFail(failure);
    }
  }
}
