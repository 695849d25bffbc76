package io.minibit.transport;

import io.minibit.wire.EncryptionHandler;
import io.minibit.wire.Handshake;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.security.SecureRandom;

/** An incoming connection, from its first byte until somebody is there who deals with it. */
final class Newcomer implements FirstBytesReader.Outcome, HandshakeReader.Outcome {
  private static final SecureRandom CHANCE = new SecureRandom();

  private final ContextInternal context;
  private final NetSocket socket;
  private final Channel channel;
  private final NameHandler names;
  private final IncomingPeers peers;
  private final HalfOpen halfOpen;
  private boolean encrypted;
  private boolean answered;

  Newcomer(
      ContextInternal context,
      NetSocket socket,
      Channel channel,
      NameHandler names,
      IncomingPeers peers,
      HalfOpen halfOpen) {
    this.context = context;
    this.socket = socket;
    this.channel = channel;
    this.names = names;
    this.peers = peers;
    this.halfOpen = halfOpen;
  }

  @Override
  public void name(String name) {
    halfOpen.remove(channel);
    NameConnection connection = new NameConnection(socket);
    context.runOnContext(now -> names.requested(name, connection));
  }

  @Override
  public void plain() {
    if (peers.encryption().allowsPlain()) {
      awaitHandshake();
    } else {
      hangUp();
    }
  }

  @Override
  public void encrypted() {
    // Without torrents no connection can be for one of them, and its sums need not be done.
    if (peers.encryption().allowsEncrypted() && !peers.keys().isEmpty()) {
      encrypted = true;
      PeerPipeline.add(
          channel,
          "encryption",
          EncryptionHandler.listening(peers.keys(), peers.encryption(), CHANCE));
      awaitHandshake();
    } else {
      hangUp();
    }
  }

  @Override
  public void nothing() {
    hangUp();
  }

  private void awaitHandshake() {
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
    PeerPipeline.add(channel, "handshake", new HandshakeReader(this));
  }

  @Override
  public void read(Handshake theirs) {
    context.dispatch(() -> answer(theirs));
    if (!answered) {
      hangUp();
    }
  }

  private void answer(Handshake theirs) {
    InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
    InetSocketAddress local = (InetSocketAddress) channel.localAddress();
    Handshake ours = local == null || remote == null ? null : peers.answer(theirs, remote);
    if (ours == null) {
      return;
    }
    answered = true;
    halfOpen.remove(channel);
    ByteBuf bytes = channel.alloc().directBuffer(Handshake.LENGTH);
    ours.writeTo(bytes);
    PeerConnection connection =
        PeerPipeline.mount(channel, context, new Opening(local, remote, false, encrypted), theirs);
    connection.sendFirst(bytes);
    connection.introduce(peers::connected);
  }

  @Override
  public void failed(Throwable cause) {
    hangUp();
  }

  private void hangUp() {
    halfOpen.remove(channel);
    Sockets.closeNow(channel);
  }
}
