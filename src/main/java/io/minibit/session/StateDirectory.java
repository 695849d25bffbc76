package io.minibit.session;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one process remembers its transfers. Locked, so that two processes in one folder do not
 * write the same files: the second one takes the folder {@code 2} in it, and so on. The system lets
 * go of the lock when the process ends, however it ends. Nobody but its user may look in.
 *
 * <p>Closing leaves nothing behind where nothing was kept. All methods touch the disk: not for
 * event loops.
 */
public final class StateDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  /** Processes that may run in one folder. */
  static final int MOST_PROCESSES = 64;

  /** How often another process may clear a place away while it is being taken. */
  private static final int TRIES = 16;

  private static final String LOCK = "lock";
  private static final List<String> PARTS = List.of("resume", "transfers", "hashes");

  private final Path root;
  private final Path own;
  private final FileChannel channel;

  private final boolean temporary;

  private StateDirectory(Path root, Path own, FileChannel channel, boolean temporary) {
    this.root = root;
    this.own = own;
    this.channel = channel;
    this.temporary = temporary;
  }

  /** A new folder for this run alone, where there is no place to remember anything. */
  public static StateDirectory temporary() throws IOException {
    Path folder = Files.createTempDirectory("minibit-").toRealPath();
    return new StateDirectory(folder, folder, lock(folder), true);
  }

  /**
   * Takes the folder, or the first one in it that no other process has.
   *
   * @param wanted made where it is missing
   * @throws IOException when none can be had
   */
  public static StateDirectory open(Path wanted) throws IOException {
    boolean made = Files.notExists(wanted);
    Files.createDirectories(wanted);
    Path root = wanted.toRealPath();
    if (made) {
      keepPrivate(root);
    }
    for (int number = 1; number <= MOST_PROCESSES; number++) {
      Path folder = number == 1 ? root : root.resolve(Integer.toString(number));
      FileChannel locked = lock(folder);
      if (locked != null) {
        return new StateDirectory(root, folder, locked, false);
      }
    }
    throw new IOException(wanted + ": " + MOST_PROCESSES + " processes keep their state in it");
  }

  private static void keepPrivate(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  /** The open lock of a folder, or null where another process holds it. */
  private static FileChannel lock(Path folder) throws IOException {
    Path file = folder.resolve(LOCK);
    for (int i = 0; i < TRIES; i++) {
      Files.createDirectories(folder);
      FileChannel channel;
      try {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (NoSuchFileException clearedAway) {
        continue;
      }
      boolean ours = false;
      try {
        Object before = key(file);
        FileLock lock = channel.tryLock();
        if (lock == null) {
          return null;
        }
        // Who held it may have deleted it in between; then the next one makes another file.
        ours = Files.exists(file) && (before == null || before.equals(key(file)));
        if (ours) {
          return channel;
        }
      } catch (OverlappingFileLockException inThisProcess) {
        return null;
      } catch (NoSuchFileException clearedAway) {
        log.debug("{} was cleared away while it was being taken", file);
      } finally {
        if (!ours) {
          channel.close();
        }
      }
    }
    return null;
  }

  /** What tells this file from a later one of the same name; null where the platform cannot. */
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** The state of all processes: no content is taken from here, and none put here. */
  public Path root() {
    return root;
  }

  /** Whether a path lies where state is kept. */
  public boolean holds(Path path) {
    return path.toAbsolutePath().normalize().startsWith(root);
  }

  /** Where it is kept what of a torrent is on disk. */
  Path resume(String id) {
    return own.resolve("resume").resolve(id);
  }

  /** Where transfers are kept that come back after a restart. */
  Path transfers() {
    return own.resolve("transfers");
  }

  /** Where the limits are kept that come back with the transfers. */
  Path limits() {
    return transfers().resolve("limits");
  }

  /** Where torrents are kept of what was shared, so that it need not be hashed again. */
  Path hashes() {
    return own.resolve("hashes");
  }

  /** Forgets what of a torrent is on disk. Nobody may have it open. */
  void forgetResume(String id) throws IOException {
    Files.deleteIfExists(resume(id));
    Files.deleteIfExists(resume(id + ".log"));
  }

  /** Lets go of the folder, and takes away what is empty. */
  @Override
  public void close() throws IOException {
    try (channel) {
      boolean empty = true;
      for (String part : PARTS) {
        if (temporary) {
          deleteFiles(own.resolve(part));
        }
        empty &= deleteIfEmpty(own.resolve(part));
      }
      if (empty && onlyLocked(own)) {
        // While it is still locked: who waits for it sees that it is another file then.
        Files.deleteIfExists(own.resolve(LOCK));
      }
    }
    try {
      deleteIfEmpty(own);
      deleteIfEmpty(root);
    } catch (FileSystemException notOurs) {
      // It may be where something is mounted, or in a folder that we may not write.
      log.debug("{} stays: {}", root, notOurs.getMessage());
    }
  }

  private static void deleteFiles(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean onlyLocked(Path folder) throws IOException {
    try (var children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (!child.getFileName().toString().equals(LOCK)) {
          return false;
        }
      }
      return true;
    }
  }

  private static boolean deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (DirectoryNotEmptyException inUse) {
      return false;
    }
  }
}
