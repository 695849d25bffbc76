package io.minibit.transport;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

/** Asks seeders for files by their bare names. Futures complete on the context that made it. */
public final class NameDialer {
  private static final int CONNECT_TIMEOUT_MILLIS = 5000;

  private final ContextInternal context;
  private final WorkerExecutor disk;
  // Held for as long as its sockets live: a client that nobody references takes them along.
  private final NetClient client;

  /**
   * A dialer.
   *
   * @param disk where sinks are called; stays the caller's
   */
  public NameDialer(Vertx vertx, WorkerExecutor disk) {
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.disk = disk;
    this.client =
        vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MILLIS));
  }

  /**
   * Asks one seeder for one file.
   *
   * @param name sent as it is
   * @param sink gets all that the seeder sends
   * @return a fetch under way, or the reason why nobody answers there
   */
  public Future<Fetch> fetch(SocketAddress seeder, String name, ByteSink sink) {
    return client
        .connect(seeder)
        .map(
            socket -> {
              Channel channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
              channel
                  .config()
                  .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(2048, 65_536, 524_288));
              StreamIntake intake = new StreamIntake(sink, disk, context.promise());
              channel.pipeline().addBefore("handler", "intake", intake);
              socket.write(Buffer.buffer(name));
              return new Fetch(socket, intake.end());
            });
  }

  /** Closes all connections. */
  public Future<Void> close() {
    return client.close();
  }

  /** A file on its way. */
  public static final class Fetch {
    private final NetSocket socket;
    private final Future<Long> end;

    private Fetch(NetSocket socket, Future<Long> end) {
      this.socket = socket;
      this.end = end;
    }

    /** Completes with the number of bytes when the seeder closed and the sink has them all. */
    public Future<Long> end() {
      return end;
    }

    /** Hangs up; {@link #end} then completes early. */
    public void abort() {
      socket.close();
    }
  }
}
