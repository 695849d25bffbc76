package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.random.RandomGenerator;

/**
 * An encrypted connection, below all that speaks the protocol itself. It does the handshake, fires
 * {@link Encryption} as a user event, and from then on hands up what it decrypts and sends what it
 * encrypts. Where the payload is plain it takes itself out of the pipeline.
 *
 * <p>Nothing may be written from above before the event. A breach is fired as {@link
 * WireException}; what follows it is dropped. How long the handshake may take is for whoever mounts
 * this to say; how many bytes it may have is bounded here.
 */
public final class EncryptionHandler extends ChannelDuplexHandler {
  private final EncryptedHandshake handshake;
  private Encryption encryption;
  private boolean started;
  private boolean broken;

  private EncryptionHandler(EncryptedHandshake handshake) {
    this.handshake = handshake;
  }

  /**
   * For a connection that was dialled; the handshake starts when this is mounted, or when the
   * connection is there.
   *
   * @param first is sent along with it, so that it costs no round trip
   * @param policy not off
   * @param chance one that nobody can foresee
   */
  public static EncryptionHandler dialling(
      Handshake first, EncryptionPolicy policy, RandomGenerator chance) {
    return dialling(first.infoHash(), first.toBytes(), policy, chance);
  }

  static EncryptionHandler dialling(
      InfoHash infoHash, byte[] firstPayload, EncryptionPolicy policy, RandomGenerator chance) {
    return new EncryptionHandler(new EncryptedInitiator(infoHash, firstPayload, policy, chance));
  }

  /**
   * For a connection that was accepted.
   *
   * @param torrents to which it may be
   * @param policy not off
   * @param chance one that nobody can foresee
   */
  public static EncryptionHandler listening(
      TorrentKeys torrents, EncryptionPolicy policy, RandomGenerator chance) {
    return new EncryptionHandler(new EncryptedResponder(torrents, policy, chance));
  }

  /** Whether what is sent is encrypted, as far as that is agreed on. */
  public boolean encrypts() {
    return encryption == null || encryption.encrypts();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.fireChannelActive();
  }

  private void start(ChannelHandlerContext ctx) {
    if (started) {
      return;
    }
    started = true;
    ByteBuf out = ctx.alloc().directBuffer();
    handshake.start(out);
    send(ctx, out);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ctx.fireChannelRead(message);
      return;
    }
    if (encryption == null) {
      shake(ctx, in);
    }
    if (broken || !in.isReadable()) {
      in.release();
    } else {
      encryption.decrypt(in);
      ctx.fireChannelRead(in);
    }
    if (encryption != null && encryption.isOver() && !ctx.isRemoved()) {
      ctx.pipeline().remove(this);
    }
  }

  private void shake(ChannelHandlerContext ctx, ByteBuf in) {
    if (broken) {
      return;
    }
    ByteBuf out = ctx.alloc().directBuffer();
    try {
      encryption = handshake.read(in, out);
    } catch (WireException e) {
      broken = true;
      out.release();
      ctx.fireExceptionCaught(e);
      return;
    }
    send(ctx, out);
    if (encryption != null) {
      ctx.fireUserEventTriggered(encryption);
    }
  }

  private static void send(ChannelHandlerContext ctx, ByteBuf out) {
    if (out.isReadable()) {
      var unused = ctx.writeAndFlush(out);
    } else {
      out.release();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (encryption == null) {
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalStateException("the encrypted handshake is not over"));
    } else if (!encryption.encrypts()) {
      var unused = ctx.write(message, promise);
    } else if (message instanceof ByteBuf plain) {
      var unused = ctx.write(encrypted(ctx, plain), promise);
    } else {
      // A region of a file would go out as it is, in the midst of what is encrypted.
      ReferenceCountUtil.release(message);
      promise.tryFailure(new IllegalArgumentException("only buffers can be encrypted"));
    }
  }

  private ByteBuf encrypted(ChannelHandlerContext ctx, ByteBuf plain) {
    try {
      ByteBuf out = ctx.alloc().directBuffer(plain.readableBytes());
      encryption.encrypt(plain, out);
      return out;
    } finally {
      plain.release();
    }
  }
}
