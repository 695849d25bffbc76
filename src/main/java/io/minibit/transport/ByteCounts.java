package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.concurrent.atomic.LongAdder;

/** How many bytes came in at a door, and how many were sent. Thread-safe. */
public final class ByteCounts {
  private final LongAdder received = new LongAdder();
  private final LongAdder sent = new LongAdder();

  /** Counts these. */
  public void add(long in, long out) {
    received.add(in);
    sent.add(out);
  }

  /**
   * Counts all bytes of a server's connection from now on, which must be its beginning; on its
   * event loop. Vert.x itself tells of the bytes of bodies alone.
   */
  public void watch(HttpConnection connection) {
    ((HttpServerConnection) connection)
        .channelHandlerContext()
        .pipeline()
        .addFirst(new ConnectionBytes());
  }

  /** Bytes that came in. */
  public long received() {
    return received.sum();
  }

  /** Bytes that were sent. */
  public long sent() {
    return sent.sum();
  }

  private final class ConnectionBytes extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof ByteBuf bytes) {
        received.add(bytes.readableBytes());
      }
      context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes) {
        sent.add(bytes.readableBytes());
      }
      var unused = context.write(message, promise);
    }
  }
}
