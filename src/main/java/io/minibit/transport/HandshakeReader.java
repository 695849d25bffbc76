package io.minibit.transport;

import io.minibit.wire.Encryption;
import io.minibit.wire.FirstBytes;
import io.minibit.wire.Handshake;
import io.minibit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Reads the other side's handshake, and hands what follows it to whatever was mounted behind
 * meanwhile. How long it may take is for others to say.
 */
final class HandshakeReader extends ByteToMessageDecoder {
  /** What becomes of it; one of the two is called, once. */
  interface Outcome {
    /** There it is; whoever reads the rest is to be mounted, or the channel closed. */
    void read(Handshake theirs);

    /**
     * The connection is over, or to be closed.
     *
     * @param cause null when the other side closed without a word
     */
    void failed(Throwable cause);
  }

  /** Bytes that are the same in all handshakes, the fewest that tell. */
  private static final int ALIKE = 20;

  private final Outcome outcome;
  private Encryption encryption;
  private boolean done;

  HandshakeReader(Outcome outcome) {
    this.outcome = outcome;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (done) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (in.readableBytes() >= ALIKE && FirstBytes.of(in) != FirstBytes.HANDSHAKE) {
      fail(new WireException("not a BitTorrent handshake"));
      return;
    }
    if (in.readableBytes() < Handshake.LENGTH) {
      return;
    }
    done = true;
    Handshake theirs = Handshake.read(in);
    if (encryption != null && !encryption.infoHash().equals(theirs.infoHash())) {
      outcome.failed(new WireException("two torrents in one encrypted handshake"));
      return;
    }
    outcome.read(theirs);
    if (ctx.channel().isActive()) {
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Encryption agreed) {
      encryption = agreed;
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    fail(null);
    super.channelInactive(ctx);
  }

  private void fail(Throwable cause) {
    if (!done) {
      done = true;
      outcome.failed(cause);
    }
  }
}
