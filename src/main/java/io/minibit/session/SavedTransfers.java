package io.minibit.session;

import io.minibit.bencode.BencodeException;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.TorrentParser;
import io.minibit.storage.DurableFile;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that come back after a restart, a file each, replaced as a whole. What cannot be
 * read is moved aside and never deleted. Confined to the session's context; the disk is worked on
 * elsewhere, one thing after the other.
 */
final class SavedTransfers {
  private static final Logger log = LoggerFactory.getLogger(SavedTransfers.class);
  private static final String SUFFIX = ".transfer";
  private static final int MOST_ASIDE = 1000;

  private final Path folder;
  private final Disk disk;

  /** Succeeds when all that was begun is done. */
  private Future<Void> last = Future.succeededFuture();

  SavedTransfers(Path folder, Disk disk) {
    this.folder = folder;
    this.disk = disk;
  }

  /** Reads all of them. */
  Future<List<SavedTransfer>> load() {
    return disk.run(folder, this::readAll);
  }

  private List<SavedTransfer> readAll() throws IOException {
    List<SavedTransfer> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : files) {
        try {
          if (Files.size(file) > 2L * TorrentParser.MAX_LENGTH) {
            throw new IllegalArgumentException("is too long");
          }
          all.add(SavedTransfer.decode(Files.readAllBytes(file)));
        } catch (BencodeException e) {
          moveAside(file, "was cut short or damaged, " + e.getMessage());
        } catch (InvalidTorrentException | IllegalArgumentException e) {
          moveAside(file, e.getMessage());
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return all;
  }

  private static void moveAside(Path file, String why) throws IOException {
    for (int i = 0; i < MOST_ASIDE; i++) {
      Path aside = file.resolveSibling(file.getFileName() + ".bad" + (i == 0 ? "" : "." + i));
      if (Files.notExists(aside)) {
        Files.move(file, aside);
        log.warn(
            "{} {}; moved aside to {}, its transfer does not come back",
            file,
            why,
            aside.getFileName());
        return;
      }
    }
    log.warn("{} {}; it is left where it is", file, why);
  }

  /** Keeps a transfer, in the place of what was kept of it before. */
  void save(String id, SavedTransfer transfer) {
    work(
        id,
        () -> {
          Files.createDirectories(folder);
          DurableFile.replace(file(id), transfer.encode());
          return null;
        });
  }

  /** Forgets a transfer. */
  void forget(String id) {
    work(
        id,
        () -> {
          Files.deleteIfExists(file(id));
          return null;
        });
  }

  private void work(String id, Disk.Work<Void> work) {
    Supplier<Future<Void>> next = () -> disk.run(file(id), work);
    last =
        last.compose(done -> next.get())
            .recover(
                cause -> {
                  log.warn("{} will not come back as it is: {}", id, cause.getMessage());
                  return Future.succeededFuture();
                });
  }

  /** Succeeds when all is on disk. */
  Future<Void> settled() {
    return last;
  }

  private Path file(String id) {
    return folder.resolve(id + SUFFIX);
  }
}
