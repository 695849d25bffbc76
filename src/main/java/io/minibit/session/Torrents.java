package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.Event;
import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.Torrent;
import io.minibit.swarm.SwarmSettings;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The torrent transfers of a session: each content once, found by either of its hashes, registered
 * under its name while it is whole, and remembered on disk.
 *
 * <p>Confined to the session's context. Failures are {@link ApiException}s.
 */
final class Torrents {
  private static final Logger log = LoggerFactory.getLogger(Torrents.class);

  private final PeerResources peer;
  private final SwarmSettings swarm;
  private final Disk disk;
  private final TorrentMemory memory;
  private final SharedNames names;
  private final MagnetLinks links;
  private final SessionListener listener;
  private final Map<String, TorrentEntry> entries = new LinkedHashMap<>();

  /** By id, those that were removed and still let go of their files. */
  private final Map<String, Future<Void>> leaving = new HashMap<>();

  /**
   * None yet.
   *
   * @param swarm what each runs with, but for the order of its pieces
   */
  Torrents(
      PeerResources peer,
      SwarmSettings swarm,
      Disk disk,
      TorrentMemory memory,
      SharedNames names,
      MagnetLinks links,
      SessionListener listener) {
    this.peer = peer;
    this.swarm = swarm;
    this.disk = disk;
    this.memory = memory;
    this.names = names;
    this.links = links;
    this.listener = listener;
  }

  /** All, oldest first. */
  Collection<TorrentEntry> all() {
    return entries.values();
  }

  /** The one with that id or that other hash, or null. */
  TorrentEntry find(String hash) {
    TorrentEntry known = entries.get(hash);
    if (known != null) {
      return known;
    }
    return entries.values().stream()
        .filter(entry -> has(entry.transfer().hashes(), hash))
        .findFirst()
        .orElse(null);
  }

  private static boolean has(InfoHashes hashes, String hex) {
    return hashes.v1().filter(hash -> hash.hex().equals(hex)).isPresent()
        || hashes.v2().filter(hash -> hash.hex().equals(hex)).isPresent();
  }

  /** The one that has a hash of these, or null. */
  TorrentEntry find(InfoHashes hashes) {
    TorrentEntry byV1 = hashes.v1().map(hash -> find(hash.hex())).orElse(null);
    return byV1 != null ? byV1 : hashes.v2().map(hash -> find(hash.hex())).orElse(null);
  }

  /** The one that others know by that name, or null. */
  TorrentEntry named(String name) {
    String owner = names.owner(name);
    return owner == null ? null : entries.get(owner);
  }

  /** As it is now, with its link. */
  Transfer describe(TorrentEntry entry) {
    return entry.transfer().snapshot().withMagnet(entry.magnet());
  }

  /**
   * Fetches content, or goes on with it.
   *
   * @param name under which it is shared once it is whole; null takes the torrent's own
   */
  Future<TorrentEntry> get(TorrentOrder order, String name) {
    return enter(order, name)
        .map(
            entry -> {
              if (entry.isTold()) {
                if (entry.state() == TransferState.FAILED) {
                  entry.want();
                  entry.transfer().resume();
                }
                entry.transfer().found(order.peers());
              } else {
                entry.want();
                entry.transfer().resume();
                entry.tell();
                happened(Event.Type.ADDED, entry);
              }
              return entry;
            });
  }

  /**
   * Gives out content of which the torrent was just made; no other transfer has its hash.
   *
   * @return when it is ready and trackers know of it; fails with what its content fails with
   */
  Future<TorrentEntry> share(TorrentOrder order, String name) {
    return enter(order, name)
        .compose(
            entry -> {
              entry.transfer().seed();
              return entry.ready().map(entry);
            });
  }

  /** Goes on with what an earlier run left. */
  Future<Void> restore(AllowedFolders folders) {
    return memory
        .load(folders)
        .onSuccess(all -> all.forEach(this::restore))
        .onFailure(cause -> log.warn("earlier transfers do not come back: {}", cause.getMessage()))
        .transform(tried -> Future.succeededFuture());
  }

  /** Nobody need be told of it: it was there. */
  private void restore(SavedTransfer saved) {
    TorrentOrder order = memory.order(saved);
    if (find(order.hashes()) != null) {
      return;
    }
    TorrentEntry entry = make(order, saved.sharedName().orElse(null));
    entry.tell();
    if (saved.owned()) {
      entry.own();
    }
    entry.limit(saved.download(), saved.upload());
    if (!saved.paused()) {
      entry.transfer().resume();
    }
  }

  /** The entry that has that content, or a new one that does not run. */
  private Future<TorrentEntry> enter(TorrentOrder order, String name) {
    Future<Void> gone = leaving.getOrDefault(order.hashes().id().hex(), Future.succeededFuture());
    return gone.map(
        free -> {
          TorrentEntry known = find(order.hashes());
          return known != null ? known : make(order, name);
        });
  }

  private TorrentEntry make(TorrentOrder order, String name) {
    TorrentEntry entry = new TorrentEntry(order, name);
    entry.transfer(new TorrentTransfer(peer, order, order.pieces().over(swarm), new Course(entry)));
    entry.magnet(
        order
            .torrent()
            .map(links::link)
            .orElseGet(() -> links.link(order.hashes(), order.name(), order.sources().trackers())));
    entries.put(entry.id(), entry);
    return entry;
  }

  /** Limits rates; null leaves one as it is, 0 takes a limit away. */
  void limit(TorrentEntry entry, Long down, Long up) {
    entry.limit(down, up);
    memory.save(entry);
  }

  /**
   * Forgets a transfer.
   *
   * @param deleteFiles whether its content goes too, as far as it is this transfer's
   */
  Future<Void> remove(TorrentEntry entry, boolean deleteFiles) {
    String id = entry.id();
    Transfer last = describe(entry);
    entries.remove(id);
    unregister(entry);
    boolean delete = deleteFiles && entry.isOwned();
    Future<Void> gone =
        entry
            .transfer()
            .close()
            .compose(closed -> memory.forget(entry, delete))
            .onComplete(over -> leaving.remove(id));
    if (!gone.isComplete()) {
      // The next one of that id begins all the same, whatever the disk says to this one.
      leaving.put(id, gone.otherwiseEmpty());
    }
    listener.happened(Event.Type.REMOVED, last);
    return gone;
  }

  /** Tells how far those are that are under way. */
  void reportProgress() {
    for (TorrentEntry entry : entries.values()) {
      boolean busy =
          switch (entry.state()) {
            case METADATA, CHECKING, DOWNLOADING -> true;
            case SEEDING -> entry.transfer().isSending() || entry.isSeenMoving();
            // What moves no more was last told of with a rate, which is to end at 0.
            case PAUSED, FAILED -> entry.isSeenMoving();
          };
      if (busy) {
        happened(Event.Type.PROGRESS, entry);
      }
    }
  }

  private void happened(Event.Type type, TorrentEntry entry) {
    if (entry.isTold()) {
      Transfer now = describe(entry);
      entry.seen(now);
      listener.happened(type, now);
    }
    memory.save(entry);
  }

  /** Everything is on disk: others may come for it, and its users hear of it then. */
  private void whole(TorrentEntry entry, boolean fetched) {
    entry.own();
    Torrent torrent = entry.transfer().torrent().orElseThrow();
    stamp(entry)
        .compose(stamped -> register(entry, torrent))
        .onComplete(
            over -> {
              if (entries.get(entry.id()) != entry || entry.state() != TransferState.SEEDING) {
                unregister(entry);
                return;
              }
              boolean completed = entry.takeWanted() || fetched;
              if (entry.isTold()) {
                happened(completed ? Event.Type.COMPLETED : Event.Type.STATE, entry);
              } else {
                entry.tell();
                happened(Event.Type.ADDED, entry);
              }
              entry.isReady(null);
            });
  }

  private Future<Void> stamp(TorrentEntry entry) {
    Path file = entry.singleFile().orElse(null);
    if (file == null) {
      return Future.succeededFuture();
    }
    return disk.run(file, () -> Files.getLastModifiedTime(file)).onSuccess(entry::stamp).mapEmpty();
  }

  private Future<Void> register(TorrentEntry entry, Torrent torrent) {
    return entry
        .sharedName()
        .map(
            name ->
                names.add(
                    name, entry.id(), Optional.of(torrent.hashes().id()), torrent.totalLength()))
        .orElse(Future.succeededFuture());
  }

  private void unregister(TorrentEntry entry) {
    entry.sharedName().ifPresent(name -> names.remove(name, entry.id()));
  }

  /**
   * Whether the one file of the content is as it was verified; a transfer that finds not, fails.
   */
  Future<Boolean> isUnchanged(TorrentEntry entry, Path file) {
    return disk.run(file, () -> Files.getLastModifiedTime(file))
        .transform(read -> Future.succeededFuture(isAsVerified(entry, file, read.result())));
  }

  private boolean isAsVerified(TorrentEntry entry, Path file, FileTime modified) {
    if (entry.state() != TransferState.SEEDING) {
      return false;
    }
    if (entry.stamp() == null || !entry.stamp().equals(modified)) {
      entry.transfer().fail(file + ": was changed or taken away by another program");
      return false;
    }
    return true;
  }

  /** Stops all, in good order. */
  Future<Void> close() {
    List<Future<Void>> ends = new ArrayList<>(leaving.values());
    for (TorrentEntry entry : entries.values()) {
      boolean whole = entry.state() == TransferState.SEEDING;
      ends.add(entry.transfer().close().compose(closed -> memory.leave(entry, whole)));
    }
    entries.clear();
    return Future.join(ends).transform(over -> memory.settled());
  }

  /** What a transfer tells of its course. */
  private final class Course implements TorrentTransfer.Listener {
    private final TorrentEntry entry;

    private Course(TorrentEntry entry) {
      this.entry = entry;
    }

    @Override
    public void happened(Event.Type type, TorrentTransfer transfer) {
      if (entries.get(transfer.id()) != entry) {
        return; // Removed, or the session is closing.
      }
      TransferState state = transfer.state();
      if (state == TransferState.SEEDING) {
        whole(entry, type == Event.Type.COMPLETED);
        return;
      }
      if (state == TransferState.DOWNLOADING) {
        entry.own();
      }
      unregister(entry);
      if (state == TransferState.FAILED && !entry.isTold()) {
        entries.remove(entry.id());
        String why = transfer.snapshot().error();
        transfer.close().onComplete(closed -> entry.isReady(why));
        return;
      }
      Torrents.this.happened(type, entry);
    }

    @Override
    public void known(TorrentTransfer transfer, Torrent torrent) {
      entry.magnet(links.link(torrent));
    }
  }
}
