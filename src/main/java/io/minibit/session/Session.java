package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.SeederList;
import io.minibit.api.Transfer;
import io.minibit.api.TransferDetails;
import io.minibit.api.TransferState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The transfers of one peer, whatever way they go: torrents among peers, and bare names with old
 * programs.
 *
 * <p>Confined to the context that opened it. Failures are {@link ApiException}s. {@link #close} it.
 */
public final class Session {
  /** Between two progress events of a transfer. */
  private static final long PROGRESS_MILLIS = 500;

  private final Vertx vertx;
  private final SessionParts parts;
  private final long timer;

  private Session(Vertx vertx, SessionParts parts) {
    this.vertx = vertx;
    this.parts = parts;
    this.timer = vertx.setPeriodic(PROGRESS_MILLIS, tick -> reportProgress());
  }

  /**
   * Opens the peer's port, and goes on with what an earlier run left.
   *
   * @param disk for everything short that touches the disk; its workers stay the caller's
   * @param folders that requests may name
   * @param state where is remembered what must be; closed with the session
   * @param nanos a time that never goes back
   * @param secret makes what nobody must guess
   * @param listener hears what happens
   * @return fails with the cause when the port cannot be had
   */
  public static Future<Session> open(
      Vertx vertx,
      SessionOptions options,
      Disk disk,
      AllowedFolders folders,
      StateDirectory state,
      LongSupplier nanos,
      RandomGenerator secret,
      SessionListener listener) {
    return SessionParts.open(vertx, options, disk, folders, state, nanos, secret, listener)
        .map(parts -> new Session(vertx, parts));
  }

  /** The port that it listens on. */
  public int port() {
    return parts.listener().port();
  }

  /** What the disk does for all transfers. */
  public SessionFigures figures() {
    return parts.resources().figures();
  }

  /** Shares a file or folder; answers when others can have it. */
  public Future<Transfer> share(PeerRequest.Share request) {
    return parts.sharing().share(request);
  }

  /**
   * Begins a download; answers when the transfer exists.
   *
   * @param prefix put before the name on disk of what is asked for by name
   */
  public Future<Transfer> get(PeerRequest.Get request, String prefix) {
    return parts.getting().get(request, prefix);
  }

  /** Who has that name. */
  public Future<SeederList> seeders(PeerRequest.Seeders request) {
    return parts
        .finder()
        .seeders(request.name())
        .map(
            seeders ->
                new SeederList(
                    seeders.stream().map(s -> new SeederList.Seeder(s.ip(), s.port())).toList()));
  }

  /** All transfers: torrents, what goes by name alone, and what is being hashed. */
  public List<Transfer> list() {
    List<Transfer> all = new ArrayList<>();
    parts.torrents().all().stream()
        .filter(TorrentEntry::isTold)
        .forEach(entry -> all.add(parts.torrents().describe(entry)));
    parts.byName().all().forEach(transfer -> all.add(transfer.snapshot()));
    parts.sharing().underWay().forEach(hashing -> all.add(hashing.snapshot()));
    return all;
  }

  /** One transfer. */
  public Transfer status(String id) {
    TorrentEntry torrent = parts.torrents().find(id);
    if (torrent != null) {
      return parts.torrents().describe(torrent);
    }
    Hashing hashing = parts.sharing().find(id);
    return hashing != null ? hashing.snapshot() : named(id).snapshot();
  }

  /** One transfer from near. */
  public TransferDetails details(PeerRequest.Details request) {
    TorrentEntry torrent = parts.torrents().find(request.id());
    if (torrent == null) {
      return TransferDetails.of(status(request.id()));
    }
    long from = request.filesFrom() == null ? 0 : request.filesFrom();
    return new TorrentDetails(torrent.transfer())
        .describe(parts.torrents().describe(torrent), from);
  }

  /** Stops sharing; the file stays. */
  public Future<Void> unshare(String id) {
    TorrentEntry torrent = parts.torrents().find(id);
    if (torrent == null) {
      parts.byName().unshare(named(id));
      return Future.succeededFuture();
    }
    if (torrent.state() != TransferState.SEEDING) {
      throw new ApiException(FailureCode.CONFLICT, id + " is not shared; remove it instead");
    }
    return parts.torrents().remove(torrent, false);
  }

  /**
   * Forgets a transfer; what is under way is given up.
   *
   * @param deleteFiles whether what it has on disk goes too
   */
  public Future<Void> remove(String id, boolean deleteFiles) {
    TorrentEntry torrent = parts.torrents().find(id);
    if (torrent != null) {
      return parts
          .getting()
          .cancel(torrent)
          .compose(cancelled -> parts.torrents().remove(torrent, deleteFiles));
    }
    Hashing hashing = parts.sharing().find(id);
    return hashing != null
        ? parts.sharing().remove(hashing)
        : parts.byName().remove(named(id), deleteFiles);
  }

  /** Stops a transfer for now; answers when its files are let go of. */
  public Future<Transfer> pause(String id) {
    TorrentEntry torrent = torrent(id, "pause");
    return torrent.transfer().pause().map(stopped -> parts.torrents().describe(torrent));
  }

  /** Goes on with a transfer that was paused or failed. */
  public Transfer resume(String id) {
    TorrentEntry torrent = torrent(id, "resume");
    torrent.transfer().resume();
    return parts.torrents().describe(torrent);
  }

  /** Looks at all that is on disk of a transfer anew; one that is paused stays so. */
  public Transfer verify(String id) {
    TorrentEntry torrent = torrent(id, "verify");
    if (torrent.state() == TransferState.METADATA) {
      throw new ApiException(
          FailureCode.CONFLICT, id + " has nothing on disk yet; its metadata is awaited");
    }
    torrent.transfer().verify();
    return parts.torrents().describe(torrent);
  }

  /** Limits the rates of one transfer, or of all together. */
  public void limit(PeerRequest.Limits limits) {
    if (limits.id() != null) {
      parts.torrents().limit(torrent(limits.id(), "limits"), limits.download(), limits.upload());
      return;
    }
    parts.limits().set(limits.download(), limits.upload());
  }

  /** A transfer with pieces, which is what such an action needs. */
  private TorrentEntry torrent(String id, String action) {
    TorrentEntry torrent = parts.torrents().find(id);
    if (torrent != null) {
      return torrent;
    }
    if (parts.sharing().find(id) == null) {
      named(id);
    }
    throw new ApiException(
        FailureCode.CONFLICT, id + " has no pieces, so " + action + " does not apply to it");
  }

  private NameTransfer named(String id) {
    NameTransfer transfer = parts.byName().find(id);
    if (transfer == null) {
      throw new ApiException(FailureCode.NOT_FOUND, id + ": no such transfer");
    }
    return transfer;
  }

  private void reportProgress() {
    parts.torrents().reportProgress();
    parts.byName().reportProgress();
    parts.sharing().reportProgress();
  }

  /** Says goodbye to trackers and peers, and leaves on disk what is gone on with later. */
  public Future<Void> close() {
    vertx.cancelTimer(timer);
    return parts.close();
  }
}
