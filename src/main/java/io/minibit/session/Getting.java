package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.api.PeerRequest;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins downloads, by whatever they are asked for. Confined to the session's context. Failures are
 * {@link ApiException}s.
 */
final class Getting {
  private static final Logger log = LoggerFactory.getLogger(Getting.class);

  /**
   * How long those who registered a hash may keep silent as peers before they are asked as seeders
   * of the old kind: a connection and two handshakes, plain and encrypted.
   */
  private static final long PEER_PATIENCE_MILLIS = 5000;

  private final Vertx vertx;
  private final Disk disk;
  private final AllowedFolders folders;
  private final StateDirectory state;
  private final NameFinder finder;
  private final SharedNames names;
  private final Torrents torrents;
  private final NameTransfers byName;
  private final Map<String, Future<Transfer>> beginning = new HashMap<>();

  /** Downloads by bare name of what has a hash, while no peer gives it. */
  private final Map<TorrentEntry, NameDownload> instead = new HashMap<>();

  Getting(
      Vertx vertx,
      Disk disk,
      AllowedFolders folders,
      StateDirectory state,
      NameFinder finder,
      SharedNames names,
      Torrents torrents,
      NameTransfers byName) {
    this.vertx = vertx;
    this.disk = disk;
    this.folders = folders;
    this.state = state;
    this.finder = finder;
    this.names = names;
    this.torrents = torrents;
    this.byName = byName;
  }

  /**
   * Begins a download; answers when the transfer exists.
   *
   * @param prefix put before the name on disk of what is asked for by name
   */
  Future<Transfer> get(PeerRequest.Get request, String prefix) {
    if (request.name() != null) {
      return byName(request, prefix);
    }
    return disk.run(folders.home(), () -> order(request).in(pieces(request)))
        .compose(order -> torrents.get(order, null))
        .map(torrents::describe);
  }

  private TorrentOrder order(PeerRequest.Get request) throws IOException {
    try {
      if (request.torrent() != null) {
        Torrent torrent = TorrentParser.parse(read(request.torrent()));
        return TorrentOrder.of(torrent, folder(request), resume(torrent.hashes()));
      }
      MagnetLink link =
          request.magnet() != null
              ? MagnetLink.parse(request.magnet())
              : link(InfoHash.parse(request.infoHash()), "");
      if (link.selection().isPresent()) {
        throw new ApiException(
            FailureCode.MALFORMED,
            "so="
                + link.selection().get()
                + ": torrents are fetched whole here; leave that part of the link out");
      }
      return TorrentOrder.of(link, folder(request), resume(link.hashes()));
    } catch (InvalidTorrentException | IllegalArgumentException e) {
      throw new ApiException(FailureCode.MALFORMED, e.getMessage());
    }
  }

  private static PieceOrder pieces(PeerRequest.Get request) {
    return Boolean.TRUE.equals(request.sequential())
        ? PieceOrder.IN_SEQUENCE
        : PieceOrder.RAREST_FIRST;
  }

  private byte[] read(String torrent) throws IOException {
    Path file = folders.existing(torrent);
    if (Files.size(file) > TorrentParser.MAX_LENGTH) {
      throw new ApiException(
          FailureCode.TOO_LARGE,
          torrent + ": torrents have at most " + TorrentParser.MAX_LENGTH + " bytes");
    }
    return Files.readAllBytes(file);
  }

  private Path folder(PeerRequest.Get request) {
    return folders.folder(request.directory());
  }

  private Path resume(InfoHashes hashes) {
    return state.resume(hashes.id().hex());
  }

  private static MagnetLink link(InfoHash hash, String name) {
    return new MagnetLink(
        InfoHashes.of(hash), name, List.of(), List.of(), List.of(), Optional.empty());
  }

  private Future<Transfer> byName(PeerRequest.Get request, String prefix) {
    String asked = PlainName.require(request.name());
    Transfer here = here(asked);
    if (here != null) {
      return Future.succeededFuture(here);
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
                    disk.run(folders.home(), () -> folder(request))
                        .compose(folder -> begin(found, folder, prefix, pieces(request))));
    beginning.put(asked, begun);
    return begun.onComplete(done -> beginning.remove(asked));
  }

  /** What goes by that name at this node already; null for nothing. */
  private Transfer here(String name) {
    String owner = names.owner(name);
    TorrentEntry torrent = owner == null ? null : torrents.find(owner);
    if (torrent != null) {
      return torrents.describe(torrent);
    }
    NameTransfer known = byName.find(NameTransfer.id(name));
    return known == null || known.state() == TransferState.FAILED ? null : known.snapshot();
  }

  private Future<Transfer> begin(
      NameFinder.Found found, Path folder, String prefix, PieceOrder pieces) {
    String fileName = PlainName.require(prefix + found.name());
    Path target = folder.resolve(fileName);
    if (found.hash() == null) {
      return Future.succeededFuture(byName.begin(found, target));
    }
    TorrentOrder order =
        TorrentOrder.of(
                link(found.hash(), found.name()), folder, resume(InfoHashes.of(found.hash())))
            .at(fileName, found.seeders().stream().map(Getting::address).toList())
            .in(pieces);
    return torrents
        .get(order, found.name())
        .map(
            entry -> {
              vertx.setTimer(PEER_PATIENCE_MILLIS, late -> askByName(entry, found, target));
              return torrents.describe(entry);
            });
  }

  private static InetSocketAddress address(PeerAddress seeder) {
    return new InetSocketAddress(seeder.address(), seeder.port());
  }

  /**
   * Those who have it may be of the kind that registers a hash and yet answers bare names only.
   * What they send is proved by the hash.
   */
  private void askByName(TorrentEntry entry, NameFinder.Found found, Path target) {
    if (!isWithoutPeers(entry)) {
      return;
    }
    NameDownload download = byName.download(found, target, bytes -> {});
    instead.put(entry, download);
    download
        .run()
        .onComplete(over -> instead.remove(entry))
        .onSuccess(
            came -> {
              if (isWaiting(entry)) {
                entry.transfer().learn(came.proof().orElseThrow());
              }
            })
        .onFailure(
            cause -> {
              if (!(cause instanceof ApiException)) {
                log.error("asking for {} by its name met a bug", found.name(), cause);
              }
              if (isWithoutPeers(entry)) {
                entry.transfer().fail(cause.getMessage());
              }
            });
  }

  /** Gives up what is being done for a transfer beside what its peers do; nothing of it stays. */
  Future<Void> cancel(TorrentEntry entry) {
    NameDownload download = instead.get(entry);
    return download == null
        ? Future.succeededFuture()
        : download.cancel().transform(over -> Future.succeededFuture());
  }

  private boolean isWaiting(TorrentEntry entry) {
    return torrents.find(entry.id()) == entry && entry.state() == TransferState.METADATA;
  }

  private boolean isWithoutPeers(TorrentEntry entry) {
    return isWaiting(entry) && entry.transfer().snapshot().peers() == 0;
  }
}
