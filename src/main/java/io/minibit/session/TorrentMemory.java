package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of torrent transfers stays on disk beyond a run of the node, and what of them goes. Confined
 * to the session's context; the disk is worked on elsewhere.
 */
final class TorrentMemory {
  private static final Logger log = LoggerFactory.getLogger(TorrentMemory.class);

  private final Disk disk;
  private final StateDirectory state;
  private final SavedTransfers saved;

  /**
   * The memory of a node.
   *
   * @param saved null where transfers do not come back after a restart
   */
  TorrentMemory(Disk disk, StateDirectory state, SavedTransfers saved) {
    this.disk = disk;
    this.state = state;
    this.saved = saved;
  }

  /**
   * What transfers there were in an earlier run.
   *
   * @param folders that they may lie in, now
   */
  Future<List<SavedTransfer>> load(AllowedFolders folders) {
    return saved
        .load()
        .compose(
            all ->
                disk.run(
                    folders.home(),
                    () -> all.stream().filter(each -> isAllowed(each, folders)).toList()));
  }

  private static boolean isAllowed(SavedTransfer transfer, AllowedFolders folders) {
    try {
      folders.folder(transfer.folder().toString());
      return true;
    } catch (ApiException refused) {
      log.warn("{} does not come back: {}", transfer.link().name(), refused.getMessage());
      return false;
    }
  }

  /** What was wanted of a transfer in an earlier run. */
  TorrentOrder order(SavedTransfer transfer) {
    MagnetLink link = transfer.link();
    Path resume = state.resume(link.hashes().id().hex());
    return TorrentOrder.of(link, transfer.folder(), resume)
        .with(transfer.torrent(), transfer.contentName(), transfer.shared());
  }

  /** Keeps a transfer for the next run, if it is not kept so already. */
  void save(TorrentEntry entry) {
    if (saved == null) {
      return;
    }
    SavedTransfer now = entry.saved();
    if (!now.equals(entry.lastSaved())) {
      entry.lastSaved(now);
      saved.save(entry.id(), now);
    }
  }

  /**
   * Forgets a transfer, which is closed.
   *
   * @param delete whether its content goes too
   */
  Future<Void> forget(TorrentEntry entry, boolean delete) {
    if (saved != null) {
      saved.forget(entry.id());
    }
    return disk.run(
        entry.order().folder(),
        () -> {
          state.forgetResume(entry.id());
          if (delete && entry.transfer().torrent().isPresent()) {
            deleteContent(entry.content().orElseThrow(), entry.transfer().torrent().get());
          }
          return null;
        });
  }

  /**
   * The process ends. What comes back, or may be gone on with, is remembered.
   *
   * @param whole whether all of it is on disk
   */
  Future<Void> leave(TorrentEntry entry, boolean whole) {
    if (saved != null || (entry.isOwned() && !whole)) {
      return Future.succeededFuture();
    }
    return disk.run(
        entry.order().folder(),
        () -> {
          state.forgetResume(entry.id());
          return null;
        });
  }

  /** Succeeds when all that is kept is on disk. */
  Future<Void> settled() {
    return saved == null ? Future.succeededFuture() : saved.settled();
  }

  /** Deletes a torrent's files, and the folders that are empty then. Links are not followed. */
  private static void deleteContent(Path content, Torrent torrent) throws IOException {
    if (torrent.info().isSingleFile()) {
      Files.deleteIfExists(content);
      return;
    }
    if (!Files.exists(content)) {
      return;
    }
    Path root = content.toRealPath();
    TreeSet<Path> folders =
        new TreeSet<>(
            Comparator.comparing(Path::getNameCount).reversed().thenComparing(path -> path));
    folders.add(root);
    for (TorrentFile file : torrent.files()) {
      if (!file.isPadding()) {
        delete(root, file.path(), folders);
        if (file.writtenPath().isPresent()) {
          delete(root, file.writtenPath().get(), folders);
        }
      }
    }
    for (Path folder : folders) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException othersToo) {
        // Somebody else put something there.
      }
    }
  }

  private static void delete(Path root, String path, Set<Path> folders) throws IOException {
    Path file = root.resolve(path.substring(path.indexOf('/') + 1)).normalize();
    try {
      Path folder = file.getParent().toRealPath();
      if (folder.startsWith(root)) {
        Files.deleteIfExists(folder.resolve(file.getFileName()));
        for (Path up = folder; !up.equals(root); up = up.getParent()) {
          folders.add(up);
        }
      }
    } catch (NoSuchFileException neverMade) {
      // Then there is nothing to delete.
    }
  }
}
