package io.minibit.transport;

import io.minibit.wire.FirstBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits until an incoming connection's first bytes tell what it wants. A bare name has no mark at
 * its end: it is over when the client half-closes or has been silent for a moment. For all else it
 * makes place and hands the bytes on.
 */
final class FirstBytesReader extends ByteToMessageDecoder {
  /** What they turned out to be; one of these is called, once, unless the connection goes. */
  interface Outcome {
    /** A bare name, whole. */
    void name(String name);

    /** Bytes of a plain handshake will go to whatever is mounted now. */
    void plain();

    /** Bytes of an encrypted handshake will go to whatever is mounted now. */
    void encrypted();

    /** Nothing that is spoken here: to be closed. */
    void nothing();
  }

  /** Silence that ends a name. */
  private static final long SILENCE_MILLIS = 100;

  private final Outcome outcome;
  private ScheduledFuture<?> silence;
  private boolean done;

  FirstBytesReader(Outcome outcome) {
    this.outcome = outcome;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (done) {
      in.skipBytes(in.readableBytes());
      return;
    }
    FirstBytes sofar = FirstBytes.of(in);
    if (sofar == FirstBytes.UNDECIDED) {
      hush();
      silence =
          ctx.executor()
              .schedule(
                  () -> decide(ctx, FirstBytes.whenSilent(internalBuffer())),
                  SILENCE_MILLIS,
                  TimeUnit.MILLISECONDS);
    } else {
      decide(ctx, sofar);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof ChannelInputShutdownEvent) {
      decide(ctx, FirstBytes.atEnd(internalBuffer()));
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    hush();
  }

  private void decide(ChannelHandlerContext ctx, FirstBytes what) {
    if (done || what == FirstBytes.UNDECIDED) {
      return;
    }
    done = true;
    hush();
    switch (what) {
      case NAME -> outcome.name(internalBuffer().toString(StandardCharsets.UTF_8));
      case HANDSHAKE -> outcome.plain();
      case ENCRYPTED -> outcome.encrypted();
      default -> outcome.nothing();
    }
    if (what != FirstBytes.NAME && ctx.channel().isActive()) {
      ctx.pipeline().remove(this);
    }
  }

  private void hush() {
    if (silence != null) {
      silence.cancel(false);
    }
  }
}
