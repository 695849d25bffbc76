package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.discovery.NameClient;
import io.minibit.discovery.Registration;
import io.minibit.discovery.SharedName;
import io.minibit.tracker.protocol.NameMessage;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.transport.NameConnection;
import io.minibit.transport.NameDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers of one peer that go by name: what it shares, and what it fetches from old-style
 * seeders. What was fetched is shared at once under the same name.
 *
 * <p>Confined to the context that made it. Failures are {@link ApiException}s.
 */
public final class NameSession {
  private static final Logger log = LoggerFactory.getLogger(NameSession.class);

  /** Between two progress events of a transfer. */
  private static final long PROGRESS_MILLIS = 500;

  /** How long sharing waits for the first tracker to know of it. */
  private static final long REGISTER_MILLIS = 1000;

  private final Vertx vertx;
  private final Context context;
  private final Disk disk;
  private final AllowedFolders folders;
  private final NameFinder finder;
  private final Registration registration;
  private final NameDialer dialer;
  private final LongSupplier clockMillis;
  private final SessionListener listener;
  private final Map<String, NameTransfer> transfers = new LinkedHashMap<>();
  private final Map<String, NameDownload> downloads = new HashMap<>();
  private final Map<String, Future<Transfer>> beginning = new HashMap<>();
  private final long timer;

  /**
   * A session without transfers.
   *
   * @param disk for everything that touches the disk
   * @param trackers asked for names; stays the caller's
   * @param registration told what is shared; stays the caller's
   * @param listener hears what happens
   */
  public NameSession(
      Vertx vertx,
      Disk disk,
      AllowedFolders folders,
      NameClient trackers,
      Registration registration,
      LongSupplier clockMillis,
      SessionListener listener) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.disk = disk;
    this.folders = folders;
    this.finder = new NameFinder(trackers);
    this.registration = registration;
    this.dialer = new NameDialer(vertx);
    this.clockMillis = clockMillis;
    this.listener = listener;
    this.timer = vertx.setPeriodic(PROGRESS_MILLIS, tick -> reportProgress());
  }

  /** Shares a file. */
  public Future<Transfer> share(PeerRequest.Share request) {
    return disk.run(folders.home(), () -> fileToShare(request))
        .compose(
            found -> {
              NameTransfer known = transfers.get(NameTransfer.id(found.name()));
              if (known != null) {
                if (known.file().equals(found.path()) && known.state() == TransferState.SEEDING) {
                  return Future.succeededFuture(known.snapshot());
                }
                if (known.state() != TransferState.FAILED) {
                  throw new ApiException(
                      FailureCode.CONFLICT,
                      known.file()
                          + " already goes by the name "
                          + found.name()
                          + "; give another name");
                }
              }
              NameTransfer transfer =
                  new NameTransfer(
                      found.name(), found.path(), found.size(), TransferState.SEEDING, clockMillis);
              transfers.put(transfer.id(), transfer);
              Future<Void> registered = registerSoon(transfer);
              happened(Event.Type.ADDED, transfer);
              return registered.map(told -> transfer.snapshot());
            });
  }

  private record SharedFile(String name, Path path, long size) {}

  private SharedFile fileToShare(PeerRequest.Share request) throws IOException {
    Path path = folders.existing(request.path());
    if (Files.isDirectory(path)) {
      throw new ApiException(
          FailureCode.MALFORMED, request.path() + " is a folder; only files go by name alone");
    }
    if (!Files.isRegularFile(path)) {
      throw new ApiException(FailureCode.MALFORMED, request.path() + " is no regular file");
    }
    if (!Files.isReadable(path)) {
      throw new ApiException(FailureCode.CONFLICT, request.path() + ": permission denied");
    }
    // The name as asked for, not as a link resolves.
    String last = Path.of(request.path()).getFileName().toString();
    String name = plainName(request.name() == null ? last : request.name());
    return new SharedFile(name, path, Files.size(path));
  }

  /** Fetches by name; answers when the transfer exists. */
  public Future<Transfer> get(PeerRequest.Get request, String prefix) {
    String asked = plainName(request.name());
    NameTransfer known = transfers.get(NameTransfer.id(asked));
    if (known != null && known.state() != TransferState.FAILED) {
      return Future.succeededFuture(known.snapshot());
    }
    Future<Transfer> already = beginning.get(asked);
    if (already != null) {
      return already;
    }
    Future<Transfer> begun =
        finder
            .find(asked)
            .compose(
                found ->
                    disk.run(folders.home(), () -> folders.folder(request.directory()))
                        .map(
                            folder ->
                                begin(found, folder.resolve(plainName(prefix + found.name())))));
    beginning.put(asked, begun);
    return begun.onComplete(done -> beginning.remove(asked));
  }

  private Transfer begin(NameFinder.Found found, Path target) {
    NameTransfer known = transfers.get(NameTransfer.id(found.name()));
    if (known != null && known.state() != TransferState.FAILED) {
      return known.snapshot();
    }
    NameTransfer transfer =
        new NameTransfer(
            found.name(), target, found.size(), TransferState.DOWNLOADING, clockMillis);
    transfers.put(transfer.id(), transfer);
    happened(Event.Type.ADDED, transfer);
    List<SocketAddress> seeders = new ArrayList<>();
    for (PeerAddress seeder : found.seeders()) {
      seeders.add(
          SocketAddress.inetSocketAddress(seeder.port(), seeder.address().getHostAddress()));
    }
    NameDownload download =
        new NameDownload(
            dialer,
            disk,
            new NameDownload.Order(
                found.name(),
                target,
                found.size(),
                found.hash(),
                Collections.unmodifiableList(seeders),
                bytes -> context.runOnContext(now -> transfer.received(bytes))));
    downloads.put(transfer.id(), download);
    Transfer answer = transfer.snapshot();
    boolean provable = found.hash() != null;
    download.run().onComplete(done -> ended(transfer, provable, done.result(), done.cause()));
    return answer;
  }

  private void ended(NameTransfer transfer, boolean proven, Long size, Throwable failure) {
    downloads.remove(transfer.id());
    if (transfers.get(transfer.id()) != transfer) {
      return; // Removed meanwhile.
    }
    if (failure == null) {
      transfer.seeds(size, proven);
      registerSoon(transfer)
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

  /** Who has that name. */
  public Future<SeederList> seeders(PeerRequest.Seeders request) {
    return finder
        .seeders(request.name())
        .map(
            seeders ->
                new SeederList(
                    seeders.stream().map(s -> new SeederList.Seeder(s.ip(), s.port())).toList()));
  }

  /** All transfers, oldest first. */
  public List<Transfer> list() {
    return transfers.values().stream().map(NameTransfer::snapshot).toList();
  }

  /** One transfer. */
  public Transfer status(String id) {
    return transfer(id).snapshot();
  }

  /** Stops sharing; the file stays. */
  public void unshare(String id) {
    NameTransfer transfer = transfer(id);
    if (transfer.state() != TransferState.SEEDING) {
      throw new ApiException(FailureCode.CONFLICT, id + " is not shared; remove it instead");
    }
    forget(transfer);
  }

  /**
   * Forgets a transfer; a download under way is given up.
   *
   * @param deleteFile whether what it has on disk goes too
   */
  public Future<Void> remove(String id, boolean deleteFile) {
    NameTransfer transfer = transfer(id);
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

  /**
   * What a name alone cannot do: pause, resume, verify and limits need pieces.
   *
   * @throws ApiException always: NOT_FOUND for an unknown id, else CONFLICT
   */
  public Transfer refuse(String id, String action) {
    transfer(id);
    throw new ApiException(
        FailureCode.CONFLICT, id + " has no pieces, so " + action + " does not apply to it");
  }

  /** Answers one who asks for a shared file by its bare name. */
  public void requested(String name, NameConnection connection) {
    NameTransfer transfer = transfers.get(NameTransfer.id(name));
    if (transfer == null || transfer.state() != TransferState.SEEDING) {
      connection.notFound();
      return;
    }
    disk.run(transfer.file(), () -> Files.size(transfer.file()))
        .compose(
            size -> {
              // Unshared meanwhile, it is still sent this once, but nobody is told of it.
              if (!transfer.size().equals(size) && transfers.containsValue(transfer)) {
                // Edited since; what goes out is what is there now, and trackers learn its size.
                transfer.seeds(size, false);
                register(transfer);
              }
              transfer.connected();
              return connection
                  .send(transfer.file(), size, transfer::sent)
                  .onComplete(done -> transfer.disconnected());
            },
            unreadable -> connection.notFound())
        .onFailure(gone -> log.debug("sending {} ended early", name, gone));
  }

  /** Gives up all downloads; nothing of them stays behind. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    List<Future<?>> ends = new ArrayList<>();
    for (NameDownload download : List.copyOf(downloads.values())) {
      ends.add(download.cancel().otherwiseEmpty());
    }
    transfers.clear();
    return Future.join(ends).eventually(dialer::close).mapEmpty();
  }

  /** Completes when nothing works on its file any more; with its size when a download just won. */
  private Future<Long> forget(NameTransfer transfer) {
    transfers.remove(transfer.id());
    registration.remove(transfer.name());
    NameDownload download = downloads.remove(transfer.id());
    Future<Long> over = download == null ? Future.succeededFuture() : download.cancel();
    happened(Event.Type.REMOVED, transfer);
    return over;
  }

  /**
   * Registers it. Whoever hears that it is shared may send others here at once, so that waits for
   * this; but a tracker that is away does not keep a file from being shared.
   */
  private Future<Void> registerSoon(NameTransfer transfer) {
    return register(transfer)
        .timeout(REGISTER_MILLIS, TimeUnit.MILLISECONDS)
        .transform(told -> Future.succeededFuture());
  }

  private Future<Void> register(NameTransfer transfer) {
    return registration.add(
        new SharedName(transfer.name(), Optional.empty(), OptionalLong.of(transfer.size())));
  }

  private void reportProgress() {
    for (NameTransfer transfer : transfers.values()) {
      if (transfer.state() == TransferState.DOWNLOADING) {
        happened(Event.Type.PROGRESS, transfer);
      }
    }
  }

  private void happened(Event.Type type, NameTransfer transfer) {
    listener.happened(type, transfer.snapshot());
  }

  private NameTransfer transfer(String id) {
    NameTransfer transfer = transfers.get(id);
    if (transfer == null) {
      throw new ApiException(FailureCode.NOT_FOUND, id + ": no such transfer");
    }
    return transfer;
  }

  /** A name that is a file's name and nothing else, so that it cannot lead anywhere. */
  private static String plainName(String name) {
    boolean plain =
        !name.isEmpty()
            && !name.equals(".")
            && !name.equals("..")
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
    if (!plain) {
      throw new ApiException(
          FailureCode.MALFORMED, "a shared name is a plain file name, without folders: " + name);
    }
    if (!NameMessage.isFilename(name)) {
      throw new ApiException(
          FailureCode.MALFORMED,
          "a shared name has at most " + NameMessage.MAX_FILENAME_BYTES + " bytes of UTF-8");
    }
    return name;
  }
}
