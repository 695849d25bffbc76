package io.minibit.transport;

import io.minibit.transport.DialException.Reason;
import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.WireException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.security.SecureRandom;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One peer being dialled: by a plain handshake first, where that is allowed, and by an encrypted
 * one if the peer hangs up on it.
 */
final class Dial implements HandshakeReader.Outcome {
  /** For all that comes before the first message, as the listener grants it. */
  private static final int DEADLINE_SECONDS = HalfOpen.DEADLINE_SECONDS;

  private static final SecureRandom CHANCE = new SecureRandom();

  private final PeerDialer dialer;
  private final ContextInternal context;
  private final NetClient client;
  private final EncryptionPolicy encryption;
  private final InetSocketAddress to;
  private final Handshake ours;
  private final DialHandler handler;
  private ScheduledFuture<?> deadline;
  private Channel channel;
  private boolean encrypted;
  private boolean done;

  Dial(
      PeerDialer dialer,
      ContextInternal context,
      NetClient client,
      EncryptionPolicy encryption,
      InetSocketAddress to,
      Handshake ours,
      DialHandler handler) {
    this.dialer = dialer;
    this.context = context;
    this.client = client;
    this.encryption = encryption;
    this.encrypted = !encryption.allowsPlain();
    this.to = to;
    this.ours = ours;
    this.handler = handler;
  }

  void start() {
    deadline =
        context
            .nettyEventLoop()
            .schedule(
                () -> fail(Reason.TIMEOUT, "no handshake within " + DEADLINE_SECONDS + " s"),
                DEADLINE_SECONDS,
                TimeUnit.SECONDS);
    connect();
  }

  private void connect() {
    client
        .connect(SocketAddress.inetSocketAddress(to.getPort(), to.getAddress().getHostAddress()))
        .onSuccess(this::shake)
        .onFailure(cause -> fail(reason(cause), cause.getMessage()));
  }

  private static Reason reason(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return Reason.TIMEOUT;
    }
    boolean refused =
        cause instanceof ConnectException && !(cause.getCause() instanceof NoRouteToHostException);
    return refused ? Reason.REFUSED : Reason.UNREACHABLE;
  }

  private void shake(NetSocket socket) {
    channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    if (done) {
      Sockets.closeNow(channel);
      return;
    }
    dialer.opened(socket);
    PeerPipeline.tune(channel);
    HandshakeReader reader = new HandshakeReader(this);
    if (encrypted) {
      PeerPipeline.add(channel, "encryption", EncryptionHandler.dialling(ours, encryption, CHANCE));
      PeerPipeline.add(channel, "handshake", reader);
    } else {
      PeerPipeline.add(channel, "handshake", reader);
      ByteBuf bytes = channel.alloc().directBuffer(Handshake.LENGTH);
      ours.writeTo(bytes);
      var unused = channel.pipeline().firstContext().writeAndFlush(bytes);
    }
  }

  @Override
  public void read(Handshake theirs) {
    if (!theirs.infoHash().equals(ours.infoHash()) && !handler.mayAnswerBy(theirs.infoHash())) {
      fail(Reason.WRONG_TORRENT, "answered for another torrent");
    } else if (channel.localAddress() == null) {
      // It is over already.
      fail(Reason.NO_ANSWER, "hung up with the handshake");
    } else if (!done) {
      dialer.connected(channel);
      finish();
      Opening opening =
          new Opening((InetSocketAddress) channel.localAddress(), to, true, encrypted);
      PeerPipeline.mount(channel, context, opening, theirs).introduce(handler::connected);
    }
  }

  @Override
  public void failed(Throwable cause) {
    if (done) {
      return;
    }
    if (cause instanceof WireException) {
      fail(Reason.BREACH, cause.getMessage());
    } else if (!encrypted && encryption.allowsEncrypted()) {
      Sockets.closeNow(channel);
      encrypted = true;
      connect();
    } else {
      fail(Reason.NO_ANSWER, "hung up before the handshake");
    }
  }

  void fail(Reason reason, String message) {
    if (finish()) {
      if (channel != null) {
        Sockets.closeNow(channel);
      }
      context.dispatch(() -> handler.failed(new DialException(reason, message)));
    }
  }

  /** Whether this is the first end. */
  private boolean finish() {
    if (done) {
      return false;
    }
    done = true;
    if (deadline != null) {
      deadline.cancel(false);
    }
    dialer.ended(this);
    return true;
  }
}
