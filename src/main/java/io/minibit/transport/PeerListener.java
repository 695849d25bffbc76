package io.minibit.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The peer's one TCP port. A connection opens with the bare name of a file; BitTorrent handshakes,
 * which are told apart by their first bytes, are not spoken yet and closed.
 *
 * <p>Confined to the context that called {@link #listen}.
 */
public final class PeerListener {
  /**
   * Connections that have not said their name yet. One more pushes the oldest out, so that a crowd
   * of silent ones never keeps an honest one waiting.
   */
  static final int MAX_UNNAMED = 256;

  /** Connections in all; each of them may hold two file descriptors. */
  static final int MAX_CONNECTIONS = 2000;

  /** A reader that takes less than Vert.x's one megabyte of sendfile in this time is let go. */
  private static final int STALL_SECONDS = 60;

  private final Context context;
  private final NetServer server;
  private final NameHandler handler;
  private final Set<Channel> unnamed = new LinkedHashSet<>();
  private final Set<NetSocket> connections = new HashSet<>();

  private PeerListener(Vertx vertx, String host, int port, NameHandler handler) {
    this.context = vertx.getOrCreateContext();
    this.handler = handler;
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
   * @return fails with the cause when the port cannot be had
   */
  public static Future<PeerListener> listen(
      Vertx vertx, String host, int port, NameHandler handler) {
    PeerListener listener = new PeerListener(vertx, host, port, handler);
    return listener.server.connectHandler(listener::accept).listen().map(bound -> listener);
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
          unnamed.remove(channel);
        });
    // Whoever asks for a name may close its own side at once, to mark the end of the name.
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    if (unnamed.size() == MAX_UNNAMED) {
      Iterator<Channel> oldest = unnamed.iterator();
      var unused = oldest.next().close();
      oldest.remove();
    }
    unnamed.add(channel);
    NameReader reader =
        new NameReader(
            name -> {
              unnamed.remove(channel);
              NameConnection connection = new NameConnection(socket);
              context.runOnContext(now -> handler.requested(name, connection));
            });
    channel.pipeline().addBefore("handler", "name", reader);
  }
}
