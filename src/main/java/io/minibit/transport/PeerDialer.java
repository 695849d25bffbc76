package io.minibit.transport;

import io.minibit.transport.DialException.Reason;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * Dials peers, a few at a time; more wait for their turn. Confined to the context that made it; all
 * its connections are, too.
 */
public final class PeerDialer {
  /** Dials under way, since routers of homes keep a table of such; Deluge takes 50. */
  static final int MAX_HALF_OPEN = 64;

  /** Dials begun within a second, as libtorrent's connection_speed has it. */
  static final int MAX_PER_SECOND = 30;

  /** Those that wait; as many as the listener has connections. */
  static final int MAX_WAITING = 2000;

  /**
   * Connections that were dialled, of all torrents: a node with hundreds of torrents would else
   * have dozens for each, until it has no file descriptors left for anything. As many as the
   * listener takes.
   */
  static final int MAX_CONNECTIONS = 2000;

  private static final int CONNECT_TIMEOUT_MILLIS = 5000;
  private static final int SECOND_MILLIS = 1000;

  private final Vertx vertx;
  private final ContextInternal context;
  private final EncryptionPolicy encryption;
  private final int limit;
  // In a field since Vert.x closes a client that nobody refers to.
  private final NetClient client;
  private final Queue<Dial> waiting = new ArrayDeque<>();
  private final Set<Dial> underWay = new HashSet<>();
  private final Set<NetSocket> connections = new HashSet<>();
  private int established;
  private int begunThisSecond;
  private boolean closed;

  /**
   * A dialer; whoever makes it calls {@link #close}.
   *
   * @param localHost the address that connections come from, as where the peer listens; the
   *     unspecified one leaves the choice to the system
   * @param encryption whether encrypted handshakes are tried when plain ones fail, or only those
   */
  public PeerDialer(Vertx vertx, String localHost, EncryptionPolicy encryption) {
    this(vertx, localHost, encryption, MAX_CONNECTIONS);
  }

  PeerDialer(Vertx vertx, String localHost, EncryptionPolicy encryption, int limit) {
    this.vertx = vertx;
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.encryption = encryption;
    this.limit = limit;
    NetClientOptions options =
        new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
    InetAddress local = NetUtil.createInetAddressFromIpAddressString(localHost);
    if (local == null || !local.isAnyLocalAddress()) {
      options.setLocalAddress(localHost);
    }
    this.client = vertx.createNetClient(options);
  }

  /**
   * Dials a peer; {@code handler} hears how it ends.
   *
   * @param to a resolved address
   * @param ours names the torrent
   */
  public void dial(InetSocketAddress to, Handshake ours, DialHandler handler) {
    Dial dial = new Dial(this, context, client, encryption, to, ours, handler);
    if (closed || waiting.size() == MAX_WAITING) {
      String why = closed ? "the dialer is closed" : "too many peers are waiting to be dialled";
      notTried(dial, why);
      return;
    }
    waiting.add(dial);
    next();
  }

  private void notTried(Dial dial, String why) {
    context.runOnContext(now -> dial.fail(Reason.NOT_TRIED, why));
  }

  /**
   * Gives up what is under way or waits, and ends the connections that were dialled at once,
   * whether or not the peers take what they were sent.
   */
  public Future<Void> close() {
    closed = true;
    List<Dial> unfinished = new ArrayList<>(underWay);
    unfinished.addAll(waiting);
    waiting.clear();
    unfinished.forEach(dial -> dial.fail(Reason.NOT_TRIED, "the dialer was closed"));
    // The client alone would wait until all is written.
    List.copyOf(connections).forEach(Sockets::abort);
    return client.close();
  }

  /** A dial has a socket. */
  void opened(NetSocket socket) {
    connections.add(socket);
    socket.closeHandler(over -> connections.remove(socket));
  }

  /** A dial has come to a connection, and is over next. */
  void connected(Channel channel) {
    established++;
    channel.closeFuture().addListener(over -> established--);
  }

  private void next() {
    while (!waiting.isEmpty()) {
      if (established + underWay.size() == limit) {
        notTried(waiting.remove(), "there are as many connections as there may be");
        continue;
      }
      if (underWay.size() == MAX_HALF_OPEN || begunThisSecond == MAX_PER_SECOND) {
        return;
      }
      if (begunThisSecond++ == 0) {
        vertx.setTimer(
            SECOND_MILLIS,
            over -> {
              begunThisSecond = 0;
              next();
            });
      }
      Dial dial = waiting.remove();
      underWay.add(dial);
      dial.start();
    }
  }

  /** A dial is over, however it ended. */
  void ended(Dial dial) {
    if (underWay.remove(dial)) {
      next();
    }
  }
}
