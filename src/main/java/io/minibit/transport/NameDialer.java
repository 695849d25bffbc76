package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Asks seeders for files by their bare names. Each fetch has a worker thread that reads and writes
 * in turns with one buffer: so bytes are written while they are still in that core's cache, a slow
 * disk stops the reading by itself, and nothing is queued. Handing the same bytes from an event
 * loop to a worker took half as long again.
 *
 * <p>Futures complete on the context that asked.
 */
public final class NameDialer {
  /** Fetches at a time; more wait for their turn. */
  private static final int THREADS = 16;

  private static final int CONNECT_TIMEOUT_MILLIS = 5000;

  /** Large enough to make system calls cheap, small enough for a core's cache. */
  private static final int BUFFER = 256 * 1024;

  /** A sender that is silent for so long is given up. */
  private static final long STALL_MILLIS = 30_000;

  private final Vertx vertx;
  private final WorkerExecutor workers;

  /** A dialer; whoever makes it calls {@link #close}. */
  public NameDialer(Vertx vertx) {
    this.vertx = vertx;
    // A large file may take its thread for hours, which is no reason to warn.
    this.workers =
        vertx.createSharedWorkerExecutor(
            "minibit-fetch", THREADS, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
  }

  /**
   * Asks one seeder for one file.
   *
   * @param seeder a literal address
   * @param name sent as it is
   * @param sink gets all that the seeder sends
   */
  public Fetch fetch(SocketAddress seeder, String name, ByteSink sink) {
    Fetch fetch = new Fetch(seeder, name, sink);
    fetch.start();
    return fetch;
  }

  /** Lets go of the threads; fetches are to be aborted before. */
  public Future<Void> close() {
    return workers.close();
  }

  /** A file on its way. */
  public final class Fetch {
    private final SocketAddress seeder;
    private final String name;
    private final ByteSink sink;
    private Future<Long> end;

    // Shared with the worker.
    private volatile SocketChannel channel;
    private volatile boolean aborted;
    private volatile boolean stalled;

    /** Bytes so far; negative while the sink has the word, whose slowness is not the seeder's. */
    private volatile long heard = -1;

    private Fetch(SocketAddress seeder, String name, ByteSink sink) {
      this.seeder = seeder;
      this.name = name;
      this.sink = sink;
    }

    private void start() {
      long[] lastHeard = {-1};
      long timer =
          vertx.setPeriodic(
              STALL_MILLIS,
              tick -> {
                long now = heard;
                stalled = now >= 0 && now == lastHeard[0];
                lastHeard[0] = now;
                if (stalled) {
                  abort();
                }
              });
      end = workers.executeBlocking(this::run, false).onComplete(done -> vertx.cancelTimer(timer));
    }

    /**
     * Completes with the number of bytes when the seeder closed and the sink has them all; fails
     * with what ended it before.
     */
    public Future<Long> end() {
      return end;
    }

    /** Hangs up; {@link #end} then fails, if it has not completed. */
    public void abort() {
      aborted = true;
      SocketChannel open = channel;
      if (open != null) {
        try {
          open.close();
        } catch (IOException e) {
          // It is closed all the same, and nobody wants what it would have brought.
          heard = -1;
        }
      }
    }

    private long run() throws IOException {
      ByteBuf pooled = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER, BUFFER);
      try (SocketChannel opened = SocketChannel.open()) {
        channel = opened;
        if (aborted) {
          throw new IOException("was given up");
        }
        connect(opened);
        opened.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)));
        return receive(opened, pooled.internalNioBuffer(0, BUFFER));
      } catch (IOException e) {
        throw stalled ? new IOException("nothing came for " + STALL_MILLIS / 1000 + " s", e) : e;
      } finally {
        pooled.release();
      }
    }

    private void connect(SocketChannel opened) throws IOException {
      try {
        opened
            .socket()
            .connect(
                new InetSocketAddress(seeder.hostAddress(), seeder.port()), CONNECT_TIMEOUT_MILLIS);
      } catch (SocketTimeoutException e) {
        throw new IOException("did not answer within " + CONNECT_TIMEOUT_MILLIS / 1000 + " s", e);
      }
    }

    private long receive(SocketChannel from, ByteBuffer buffer) throws IOException {
      long total = 0;
      while (true) {
        buffer.clear();
        heard = total;
        int read = from.read(buffer);
        heard = -1;
        if (read < 0) {
          return total;
        }
        total += read;
        sink.write(buffer.flip());
      }
    }
  }
}
