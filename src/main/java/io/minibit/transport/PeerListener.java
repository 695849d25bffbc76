package io.minibit.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The peer's one TCP port. A connection opens with the bare name of a file or with a handshake of
 * the peer wire protocol, plain or encrypted; its first bytes tell which.
 *
 * <p>Confined to the context that called {@link #listen}; all its connections are, too.
 */
public final class PeerListener {
  /** Connections in all; each of them may hold two file descriptors. */
  static final int MAX_CONNECTIONS = 2000;

  /** A reader that takes less than Vert.x's one megabyte of sendfile in this time is let go. */
  private static final int STALL_SECONDS = 60;

  private final ContextInternal context;
  private final NetServer server;
  private final NameHandler names;
  private final IncomingPeers peers;
  private final HalfOpen halfOpen = new HalfOpen();
  private final Set<NetSocket> connections = new HashSet<>();

  private PeerListener(Vertx vertx, String host, int port, NameHandler names, IncomingPeers peers) {
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.names = names;
    this.peers = peers;
    this.server =
        vertx.createNetServer(
            new NetServerOptions()
                .setHost(host)
                .setPort(port)
                .setTcpNoDelay(true)
                .setWriteIdleTimeout(STALL_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
  }

  /**
   * Opens the port.
   *
   * @param port 0 takes a free one
   * @param names answers bare names
   * @param peers answers handshakes
   * @return fails with the cause when the port cannot be had
   */
  public static Future<PeerListener> listen(
      Vertx vertx, String host, int port, NameHandler names, IncomingPeers peers) {
    PeerListener listener = new PeerListener(vertx, host, port, names, peers);
    Promise<PeerListener> bound = listener.context.promise();
    // So that connections have this very context, even if the caller is on none.
    listener.context.runOnContext(
        now ->
            listener
                .server
                .connectHandler(listener::accept)
                .listen()
                .map(server -> listener)
                .onComplete(bound));
    return bound.future();
  }

  /** The port it is bound to. */
  public int port() {
    return server.actualPort();
  }

  /**
   * Stops listening and ends what is open at once, whether or not the partners take their bytes.
   */
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(
        now -> {
          List.copyOf(connections).forEach(Sockets::abort);
          server.close().onComplete(closed);
        });
    return closed.future();
  }

  private void accept(NetSocket socket) {
    if (connections.size() == MAX_CONNECTIONS) {
      socket.close();
      return;
    }
    connections.add(socket);
    Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
    socket.closeHandler(
        closed -> {
          connections.remove(socket);
          halfOpen.remove(channel);
        });
    // Whoever asks for a name may close its own side at once, to mark the end of the name.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    PeerPipeline.tune(channel);
    halfOpen.add(channel);
    Newcomer newcomer = new Newcomer(context, socket, channel, names, peers, halfOpen);
    PeerPipeline.add(channel, "first bytes", new FirstBytesReader(newcomer));
  }
}
