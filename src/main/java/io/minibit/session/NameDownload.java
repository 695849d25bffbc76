package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.Torrent;
import io.minibit.storage.PartFile;
import io.minibit.transport.ByteSink;
import io.minibit.transport.NameConnection;
import io.minibit.transport.NameDialer;
import io.vertx.core.Future;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;

/**
 * Fetches one file by name from old-style seeders, one after another until one gave it whole. Their
 * protocol has neither length nor checksum, so whole is what ends in good order, and has the size
 * and the hash that a tracker told where it told them. Confined to its session's context, but for
 * the sink.
 */
final class NameDownload {
  private static final String LACKS_IT = "does not have it (File not found)";

  private static final byte[] NOT_FOUND = NameConnection.NOT_FOUND.getBytes(StandardCharsets.UTF_8);

  private final NameDialer dialer;
  private final Disk disk;
  private final Order order;
  private final Queue<SocketAddress> seeders;
  private final List<String> refusals = new ArrayList<>();
  private NameDialer.Fetch current;
  // Set on the context; a worker that proves the content looks at it too.
  private volatile boolean cancelled;
  private Future<Received> outcome;

  /**
   * What is wanted.
   *
   * @param name as shared
   * @param target where it goes
   * @param size expected, or null
   * @param hash what the content must prove to be, or null
   * @param seeders to ask, in order
   * @param received told of bytes as they reach the disk, on a worker
   */
  record Order(
      String name,
      Path target,
      Long size,
      InfoHash hash,
      List<SocketAddress> seeders,
      LongConsumer received) {}

  /**
   * What came.
   *
   * @param size of the file
   * @param proof the torrent that it is proved by, where a hash was given
   */
  record Received(long size, Optional<Torrent> proof) {}

  NameDownload(NameDialer dialer, Disk disk, Order order) {
    this.dialer = dialer;
    this.disk = disk;
    this.order = order;
    this.seeders = new ArrayDeque<>(order.seeders());
  }

  /**
   * Runs it.
   *
   * @return the file, whole and durable under its name; fails with {@link ApiException} and then
   *     leaves nothing behind
   */
  Future<Received> run() {
    outcome =
        disk.run(order.target(), () -> PartFile.open(order.target()))
            .compose(
                part ->
                    next(part)
                        .compose(received -> finish(part, received))
                        .eventually(() -> disk.run(order.target(), () -> close(part))));
    return outcome;
  }

  /**
   * Gives up, without waiting for a seeder that may never answer. {@link #run} then fails, unless
   * all was there already; how it ends is what comes back.
   */
  Future<Received> cancel() {
    cancelled = true;
    if (current != null) {
      current.abort();
    }
    return outcome;
  }

  private Future<Received> finish(PartFile part, Received received) {
    if (cancelled) {
      return removed();
    }
    return disk.run(
        order.target(),
        () -> {
          part.finish();
          return received;
        });
  }

  private static Future<Received> removed() {
    return Future.failedFuture(new ApiException(FailureCode.CONFLICT, "it was removed"));
  }

  private static Void close(PartFile part) throws IOException {
    part.close();
    return null;
  }

  private Future<Received> next(PartFile part) {
    SocketAddress seeder = seeders.poll();
    if (cancelled) {
      return removed();
    }
    if (seeder == null) {
      return Future.failedFuture(
          new ApiException(
              FailureCode.NOT_FOUND,
              "no seeder of " + order.name() + " gave it: " + String.join("; ", refusals)));
    }
    Intake intake = new Intake(part);
    current = dialer.fetch(seeder, order.name(), intake);
    return current
        .end()
        .transform(
            ended -> {
              current = null;
              if (intake.diskFailure != null) {
                return Future.failedFuture(DiskFailure.of(intake.diskFailure, order.target()));
              }
              String refusal = ended.failed() ? reason(ended.cause()) : intake.verdict();
              if (refusal != null || cancelled) {
                return another(part, seeder, refusal);
              }
              if (order.hash() == null) {
                return Future.succeededFuture(new Received(ended.result(), Optional.empty()));
              }
              return proof(part)
                  .compose(
                      proof ->
                          proof.isPresent()
                              ? Future.succeededFuture(new Received(ended.result(), proof))
                              : another(part, seeder, "gave other content than " + order.hash()));
            });
  }

  private Future<Received> another(PartFile part, SocketAddress seeder, String refusal) {
    refusals.add(seeder.hostAddress() + ":" + seeder.port() + " " + refusal);
    return disk.run(order.target(), () -> restart(part)).compose(done -> next(part));
  }

  private Future<Optional<Torrent>> proof(PartFile part) {
    return disk.run(
            order.target(),
            () -> ContentProof.of(part.path(), order.name(), order.hash(), () -> cancelled))
        .recover(
            cause ->
                cause instanceof CancellationException
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(cause));
  }

  private static Void restart(PartFile part) throws IOException {
    part.restart();
    return null;
  }

  private static String reason(Throwable cause) {
    String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return text.contains("Connection refused") ? "refused the connection" : text;
  }

  /** What one seeder sends, on its way to the file. */
  private final class Intake implements ByteSink {
    private final PartFile part;
    private final ByteBuffer head = ByteBuffer.allocate(NOT_FOUND.length);
    private long size;
    // Written by the worker before the fetch ends, read by the context after.
    private volatile IOException diskFailure;

    private Intake(PartFile part) {
      this.part = part;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      head.put(bytes.slice().limit(Math.min(count, head.remaining())));
      size += count;
      if (order.size() != null && size > order.size()) {
        throw new IOException("sent more than the expected " + order.size() + " bytes");
      }
      try {
        part.append(bytes);
      } catch (FileAlreadyExistsException e) {
        // What differs from the file that is there may be no content, but words.
        if (saysNotFound()) {
          throw new IOException(LACKS_IT, e);
        }
        diskFailure = e;
        throw e;
      } catch (IOException e) {
        diskFailure = e;
        throw e;
      }
      order.received().accept(count);
    }

    /** Whether all that came are the words for a missing file, or their beginning. */
    private boolean saysNotFound() {
      return size <= NOT_FOUND.length
          && head.duplicate().flip().equals(ByteBuffer.wrap(NOT_FOUND, 0, (int) size));
    }

    /** What is wrong with what came, or null. */
    private String verdict() {
      if (order.size() != null && size == order.size()) {
        return null;
      }
      if (size == 0 || (size == NOT_FOUND.length && saysNotFound())) {
        return LACKS_IT;
      }
      return order.size() == null ? null : "ended after " + size + " of " + order.size() + " bytes";
    }
  }
}
