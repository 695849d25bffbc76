package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Puts files and folders on offer: makes their torrents, unless they are known, and gives them out
 * under their names. Confined to the session's context. Failures are {@link ApiException}s.
 */
final class Sharing {
  private final Disk disk;
  private final AllowedFolders folders;
  private final StateDirectory state;
  private final SharedNames names;
  private final Torrents torrents;
  private final NameTransfers byName;
  private final TorrentMaking making;
  private final SessionListener listener;
  private final Map<String, Hashing> underWay = new LinkedHashMap<>();

  Sharing(
      Disk disk,
      AllowedFolders folders,
      StateDirectory state,
      SharedNames names,
      Torrents torrents,
      NameTransfers byName,
      TorrentMaking making,
      SessionListener listener) {
    this.disk = disk;
    this.folders = folders;
    this.state = state;
    this.names = names;
    this.torrents = torrents;
    this.byName = byName;
    this.making = making;
    this.listener = listener;
  }

  /**
   * What is to be shared.
   *
   * @param state null for a file without bytes
   */
  private record Source(
      String name, Path path, TorrentFormat format, PieceOrder pieces, TorrentCache.State state) {}

  /** Shares a file or folder; answers when others can have it. */
  Future<Transfer> share(PeerRequest.Share request) {
    return disk.run(folders.home(), () -> look(request)).compose(this::share);
  }

  private Source look(PeerRequest.Share request) throws IOException {
    Path path = folders.existing(request.path());
    if (state.holds(path)) {
      throw new ApiException(
          FailureCode.NOT_FOUND, request.path() + ": no such file or folder to be shared");
    }
    if (!Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new ApiException(
          FailureCode.MALFORMED, request.path() + " is neither a file nor a folder");
    }
    if (!Files.isReadable(path)) {
      throw new ApiException(FailureCode.CONFLICT, request.path() + ": permission denied");
    }
    // The name as asked for, not as a link resolves.
    Path last = folders.home().resolve(request.path()).normalize().getFileName();
    String name = PlainName.require(request.name() == null ? last.toString() : request.name());
    TorrentFormat format =
        request.format() == null
            ? TorrentFormat.HYBRID
            : TorrentFormat.valueOf(request.format().toUpperCase(Locale.ROOT));
    boolean bare = Files.isRegularFile(path) && Files.size(path) == 0;
    PieceOrder pieces =
        Boolean.TRUE.equals(request.superSeed())
            ? PieceOrder.SUPER_SEEDING
            : PieceOrder.RAREST_FIRST;
    return new Source(name, path, format, pieces, bare ? null : making.look(path, name, format));
  }

  private Future<Transfer> share(Source source) {
    if (source.state() == null) {
      return shareByName(source);
    }
    TorrentEntry known = at(source.path());
    if (known != null
        && known.state() == TransferState.SEEDING
        && source.state().key().equals(known.sourceKey())) {
      return Future.succeededFuture(torrents.describe(known));
    }
    Hashing already = underWay.get(NameTransfer.id(source.name()));
    if (already != null) {
      return already.key().equals(source.state().key())
          ? already.outcome()
          : Future.failedFuture(taken(source.name()));
    }
    Hashing hashing = new Hashing(source.name(), source.path(), source.state().key());
    underWay.put(hashing.id(), hashing);
    Future<Torrent> torrent =
        making.torrent(source.path(), source.format(), source.state(), hashing);
    hashing.torrent(torrent);
    hashing.outcome(
        torrent
            .onComplete(over -> hashed(hashing))
            .compose(made -> seed(source, made))
            .map(torrents::describe));
    return hashing.outcome();
  }

  private void hashed(Hashing hashing) {
    underWay.remove(hashing.id(), hashing);
    if (hashing.isTold()) {
      listener.happened(Event.Type.REMOVED, hashing.snapshot());
    }
  }

  /** Of a file without bytes no torrent can be made. */
  private Future<Transfer> shareByName(Source source) {
    NameTransfer known = byName.find(NameTransfer.id(source.name()));
    if (known != null
        && known.state() == TransferState.SEEDING
        && known.file().equals(source.path())) {
      return Future.succeededFuture(known.snapshot());
    }
    return names.owner(source.name()) == null
        ? byName.share(source.name(), source.path(), 0)
        : Future.failedFuture(taken(source.name()));
  }

  private Future<TorrentEntry> seed(Source source, Torrent torrent) {
    TorrentEntry same = torrents.find(torrent.hashes());
    if (same != null && same.state() != TransferState.FAILED) {
      return Future.succeededFuture(same);
    }
    // What was shared from there before is not there any more.
    TorrentEntry before = same == null ? at(source.path()) : same;
    Future<Void> free = before == null ? Future.succeededFuture() : torrents.remove(before, false);
    if (names.owner(source.name()) != null) {
      return Future.failedFuture(taken(source.name()));
    }
    String fileName = source.path().getFileName().toString();
    TorrentOrder order =
        TorrentOrder.of(
                torrent, source.path().getParent(), state.resume(torrent.hashes().id().hex()))
            .with(
                Optional.of(torrent),
                fileName.equals(torrent.name()) ? Optional.empty() : Optional.of(fileName),
                true)
            .in(source.pieces());
    return free.compose(gone -> torrents.share(order, source.name()))
        .onSuccess(entry -> entry.sourceKey(source.state().key()));
  }

  /** What is given out from there, or was until it failed; null for nothing. */
  private TorrentEntry at(Path path) {
    return torrents.all().stream()
        .filter(entry -> entry.order().shared())
        .filter(entry -> entry.content().filter(path::equals).isPresent())
        .findFirst()
        .orElse(null);
  }

  private static ApiException taken(String name) {
    return new ApiException(
        FailureCode.CONFLICT,
        "another transfer already goes by the name " + name + "; give another name");
  }

  /** What is being hashed, as far as anybody knows of it. */
  Collection<Hashing> underWay() {
    return underWay.values().stream().filter(Hashing::isTold).toList();
  }

  /** What is being hashed under that id, or null. */
  Hashing find(String id) {
    return underWay.get(id);
  }

  /** Gives up hashing. */
  Future<Void> remove(Hashing hashing) {
    hashing.cancel();
    return hashing.torrent().transform(over -> Future.succeededFuture());
  }

  /** Tells how far it is; what is done within one tick is never heard of. */
  void reportProgress() {
    for (Hashing hashing : underWay.values()) {
      listener.happened(
          hashing.isTold() ? Event.Type.PROGRESS : Event.Type.ADDED, hashing.snapshot());
      hashing.tell();
    }
  }

  /** Gives up all. */
  Future<Void> close() {
    List<Future<Void>> ends = List.copyOf(underWay.values()).stream().map(this::remove).toList();
    return Future.join(ends).eventually(making::close).mapEmpty();
  }
}
