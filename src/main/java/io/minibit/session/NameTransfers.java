package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.NameConnection;
import io.minibit.transport.NameDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that go by a name and have no hash: what comes from old-style seeders, which is
 * shared at once under the same name, and files without bytes, of which no torrent can be made.
 *
 * <p>Confined to the session's context. Failures are {@link ApiException}s.
 */
final class NameTransfers {
  private static final Logger log = LoggerFactory.getLogger(NameTransfers.class);

  private final Context context;
  private final Disk disk;
  private final SharedNames names;
  private final NameDialer dialer;
  private final LongSupplier clockMillis;
  private final SessionListener listener;
  private final Map<String, NameTransfer> transfers = new LinkedHashMap<>();
  private final Map<String, NameDownload> downloads = new HashMap<>();

  /** None yet. */
  NameTransfers(
      Vertx vertx,
      Disk disk,
      SharedNames names,
      LongSupplier clockMillis,
      SessionListener listener) {
    this.context = vertx.getOrCreateContext();
    this.disk = disk;
    this.names = names;
    this.dialer = new NameDialer(vertx);
    this.clockMillis = clockMillis;
    this.listener = listener;
  }

  /** Shares a file by its name alone; the name is free. */
  Future<Transfer> share(String name, Path file, long size) {
    NameTransfer transfer = new NameTransfer(name, file, size, TransferState.SEEDING, clockMillis);
    transfers.put(transfer.id(), transfer);
    Future<Void> registered = register(transfer);
    happened(Event.Type.ADDED, transfer);
    return registered.map(told -> transfer.snapshot());
  }

  /** Fetches from old-style seeders; answers the transfer that exists where it did not fail. */
  Transfer begin(NameFinder.Found found, Path target) {
    NameTransfer known = transfers.get(NameTransfer.id(found.name()));
    if (known != null && known.state() != TransferState.FAILED) {
      return known.snapshot();
    }
    NameTransfer transfer =
        new NameTransfer(
            found.name(), target, found.size(), TransferState.DOWNLOADING, clockMillis);
    transfers.put(transfer.id(), transfer);
    happened(Event.Type.ADDED, transfer);
    NameDownload download = download(found, target, transfer::received);
    downloads.put(transfer.id(), download);
    Transfer answer = transfer.snapshot();
    download.run().onComplete(done -> ended(transfer, done.result(), done.cause()));
    return answer;
  }

  /**
   * A download by the bare name, not begun.
   *
   * @param received told of bytes as they come
   */
  NameDownload download(NameFinder.Found found, Path target, LongConsumer received) {
    List<SocketAddress> seeders = new ArrayList<>();
    for (PeerAddress seeder : found.seeders()) {
      seeders.add(
          SocketAddress.inetSocketAddress(seeder.port(), seeder.address().getHostAddress()));
    }
    return new NameDownload(
        dialer,
        disk,
        new NameDownload.Order(
            found.name(),
            target,
            found.size(),
            found.hash(),
            Collections.unmodifiableList(seeders),
            bytes -> context.runOnContext(now -> received.accept(bytes))));
  }

  private void ended(NameTransfer transfer, NameDownload.Received came, Throwable failure) {
    downloads.remove(transfer.id());
    if (transfers.get(transfer.id()) != transfer) {
      return; // Removed meanwhile.
    }
    if (failure == null) {
      transfer.seeds(came.size());
      register(transfer)
          .onSuccess(
              told -> {
                if (transfers.get(transfer.id()) == transfer) {
                  happened(Event.Type.COMPLETED, transfer);
                }
              });
      return;
    }
    if (!(failure instanceof ApiException)) {
      log.error("the download of {} met a bug", transfer.name(), failure);
    }
    transfer.fails(failure.getMessage());
    happened(Event.Type.FAILED, transfer);
  }

  /** All, oldest first. */
  Collection<NameTransfer> all() {
    return transfers.values();
  }

  /** The one with that id, or null. */
  NameTransfer find(String id) {
    return transfers.get(id);
  }

  /** Stops sharing; the file stays. */
  void unshare(NameTransfer transfer) {
    if (transfer.state() != TransferState.SEEDING) {
      throw new ApiException(
          FailureCode.CONFLICT, transfer.id() + " is not shared; remove it instead");
    }
    forget(transfer);
  }

  /**
   * Forgets a transfer; a download under way is given up.
   *
   * @param deleteFile whether what it has on disk goes too
   */
  Future<Void> remove(NameTransfer transfer, boolean deleteFile) {
    boolean whole = transfer.state() == TransferState.SEEDING;
    // Only then may the same name be fetched again. A download may still win the race to its end.
    return forget(transfer)
        .transform(
            over ->
                deleteFile && (whole || over.result() != null)
                    ? delete(transfer.file())
                    : Future.succeededFuture());
  }

  private Future<Void> delete(Path file) {
    return disk.run(
        file,
        () -> {
          Files.deleteIfExists(file);
          return null;
        });
  }

  /** Completes when nothing works on its file any more; with what came when a download just won. */
  private Future<NameDownload.Received> forget(NameTransfer transfer) {
    transfers.remove(transfer.id());
    names.remove(transfer.name(), transfer.id());
    NameDownload download = downloads.remove(transfer.id());
    Future<NameDownload.Received> over =
        download == null ? Future.succeededFuture() : download.cancel();
    happened(Event.Type.REMOVED, transfer);
    return over;
  }

  /** Answers one who asks for the bare name of such a transfer. */
  void requested(NameTransfer transfer, NameConnection connection) {
    if (transfer.state() != TransferState.SEEDING) {
      connection.notFound();
      return;
    }
    disk.run(transfer.file(), () -> Files.size(transfer.file()))
        .compose(
            size -> {
              // Unshared meanwhile, it is still sent this once, but nobody is told of it.
              if (!transfer.size().equals(size) && transfers.containsValue(transfer)) {
                // Edited since; what goes out is what is there now, and trackers learn its size.
                transfer.seeds(size);
                register(transfer);
              }
              transfer.connected();
              return connection
                  .send(transfer.file(), size, transfer::sent)
                  .onComplete(done -> transfer.disconnected());
            },
            unreadable -> connection.notFound())
        .onFailure(gone -> log.debug("sending {} ended early", transfer.name(), gone));
  }

  /** Tells how far the downloads are. */
  void reportProgress() {
    for (NameTransfer transfer : transfers.values()) {
      if (transfer.state() == TransferState.DOWNLOADING) {
        happened(Event.Type.PROGRESS, transfer);
      }
    }
  }

  private Future<Void> register(NameTransfer transfer) {
    return names.add(transfer.name(), transfer.id(), Optional.empty(), transfer.size());
  }

  private void happened(Event.Type type, NameTransfer transfer) {
    listener.happened(type, transfer.snapshot());
  }

  /** Gives up all downloads; nothing of them stays behind. */
  Future<Void> close() {
    List<Future<?>> ends = new ArrayList<>();
    for (NameDownload download : List.copyOf(downloads.values())) {
      ends.add(download.cancel().otherwiseEmpty());
    }
    transfers.clear();
    return Future.join(ends).eventually(dialer::close).mapEmpty();
  }
}
