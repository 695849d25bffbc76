package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads the bare name that opens an old-style connection. Nothing marks its end: it is over when
 * the client half-closes or has been silent for a moment. What cannot become a name is closed at
 * once, and so is whoever takes too long.
 */
final class NameReader extends ChannelInboundHandlerAdapter {
  /** Old seeders read no more than this. */
  static final int MAX_NAME_BYTES = 1024;

  /** Silence that ends a name. */
  private static final long SILENCE_MILLIS = 100;

  /** In all, for those who drip bytes to hold a connection. */
  private static final long DEADLINE_SECONDS = 10;

  /** Opens a BitTorrent handshake (BEP 3). */
  private static final byte[] HANDSHAKE =
      "\u0013BitTorrent protocol".getBytes(StandardCharsets.ISO_8859_1);

  private final ByteBuffer name = ByteBuffer.allocate(MAX_NAME_BYTES);
  private final Consumer<String> whole;
  private ScheduledFuture<?> silence;
  private ScheduledFuture<?> deadline;
  private boolean done;

  /**
   * A reader for one connection.
   *
   * @param whole gets the name, once, unless the connection goes before
   */
  NameReader(Consumer<String> whole) {
    this.whole = whole;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> close(ctx), DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimers();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (done || !(message instanceof ByteBuf bytes)) {
        return;
      }
      int size = bytes.readableBytes();
      if (size > name.remaining()) {
        close(ctx);
        return;
      }
      bytes.readBytes(name.slice().limit(size));
      name.position(name.position() + size);
    } finally {
      ReferenceCountUtil.release(message);
    }
    if (startsHandshake() || decode(false) == null) {
      close(ctx);
      return;
    }
    if (silence != null) {
      silence.cancel(false);
    }
    silence = ctx.executor().schedule(() -> end(ctx), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      end(ctx);
    }
    ctx.fireUserEventTriggered(event);
  }

  private void end(ChannelHandlerContext ctx) {
    if (done) {
      return;
    }
    String text = name.position() == 0 ? null : decode(true);
    if (text == null) {
      close(ctx);
      return;
    }
    done = true;
    stopTimers();
    whole.accept(text);
  }

  private void close(ChannelHandlerContext ctx) {
    if (!done) {
      done = true;
      stopTimers();
      var unused = ctx.close();
    }
  }

  private boolean startsHandshake() {
    int length = Math.min(name.position(), HANDSHAKE.length);
    // One byte is not enough to tell; a name may well begin with a control character.
    return length > 1
        && name.duplicate().flip().limit(length).mismatch(ByteBuffer.wrap(HANDSHAKE, 0, length))
            < 0;
  }

  /**
   * The name so far, or null when it is no UTF-8; a cut last character is a fault only at the end.
   */
  private String decode(boolean end) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(name.position());
    return decoder.decode(name.duplicate().flip(), text, end).isError()
        ? null
        : text.flip().toString();
  }

  private void stopTimers() {
    if (silence != null) {
      silence.cancel(false);
    }
    deadline.cancel(false);
  }
}
