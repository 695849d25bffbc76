package io.minibit.transport;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/** One who asked for a name, waiting for the answer. */
public final class NameConnection {
  /** What is answered for a name that is not shared. */
  public static final String NOT_FOUND = "ERROR: File not found";

  /** Bytes between two reports of progress; sendfile is told once for each. */
  private static final long STRETCH = 64L << 20;

  private final NetSocket socket;

  NameConnection(NetSocket socket) {
    this.socket = socket;
  }

  /** Says that there is no such file, and closes. */
  public Future<Void> notFound() {
    return socket.end(Buffer.buffer(NOT_FOUND));
  }

  /** Closes without a word. */
  public Future<Void> refuse() {
    return socket.close();
  }

  /**
   * Sends a file's bytes straight from the disk's cache to the socket, and closes. The protocol has
   * no length, so whoever receives takes a connection that ends in good order for the end of the
   * file: one that ends before is reset, even when this process is killed.
   *
   * @param file to send
   * @param length how many of its bytes
   * @param sent is told of every stretch that the socket took
   * @return fails when the connection or the file went away; the connection is closed either way
   */
  public Future<Void> send(Path file, long length, LongConsumer sent) {
    Sockets.resetOnClose(socket);
    return stretch(file.toString(), 0, length, sent)
        .compose(
            whole -> {
              Sockets.finishOnClose(socket);
              return socket.close();
            })
        .onFailure(broken -> Sockets.abort(socket));
  }

  private Future<Void> stretch(String file, long from, long length, LongConsumer sent) {
    if (from == length) {
      return Future.succeededFuture();
    }
    long size = Math.min(STRETCH, length - from);
    return socket
        .sendFile(file, from, size)
        .compose(
            done -> {
              sent.accept(size);
              return stretch(file, from + size, length, sent);
            });
  }
}
