package io.minibit.storage;

import io.minibit.metainfo.FileKind;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.minibit.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one torrent on disk, by their place in its list. Padding reads as zeros and is never
 * written. Errors name the file. Safe for use by many threads.
 */
final class ContentFiles {
  private final List<TorrentFile> files;
  private final ContentFolder folder;
  private final OpenFiles open;

  /** By place in the list: where each file is, under the folder. */
  private final String[] paths;

  ContentFiles(Torrent torrent, ContentFolder folder, OpenFiles open) {
    this(torrent, Optional.empty(), folder, open);
  }

  /**
   * The files, which may lie under another name than the torrent's.
   *
   * @param rootName one element that stands in the place of the torrent's name; that name if empty
   */
  ContentFiles(Torrent torrent, Optional<String> rootName, ContentFolder folder, OpenFiles open) {
    this.files = torrent.files();
    this.folder = folder;
    this.open = open;
    this.paths = files.stream().map(file -> located(file, rootName)).toArray(String[]::new);
  }

  /**
   * A file has its cleaned path, unless it is there already under the one that the torrent writes:
   * a name that is only misleading is no reason to fetch or to miss what somebody shares.
   */
  private String located(TorrentFile file, Optional<String> rootName) {
    String path = under(rootName, file.path());
    return file.writtenPath()
        .map(written -> under(rootName, written))
        .filter(written -> folder.isSpelled(written) && !folder.isSpelled(path))
        .orElse(path);
  }

  /** Padding has no path, and needs none. */
  private static String under(Optional<String> rootName, String path) {
    if (rootName.isEmpty() || path.isEmpty()) {
      return path;
    }
    int slash = path.indexOf('/');
    return rootName.get() + (slash < 0 ? "" : path.substring(slash));
  }

  int count() {
    return files.size();
  }

  /** Where is counted what is done with these files and all others that are open beside them. */
  StorageFigures figures() {
    return open.figures();
  }

  boolean isPadding(int file) {
    return files.get(file).isPadding();
  }

  /** Whether the entry stands for a file on disk. */
  boolean isStored(int file) {
    return files.get(file).kind() == FileKind.REGULAR;
  }

  String path(int file) {
    return paths[file];
  }

  long length(int file) {
    return files.get(file).length();
  }

  /** Writes all that remains in the buffer. */
  void write(int file, long offset, ByteBuffer from) throws StorageException {
    if (isPadding(file)) {
      from.position(from.limit());
      return;
    }
    long begun = figures().now();
    try (OpenFiles.Lease lease = lease(file, true)) {
      long at = offset;
      while (from.hasRemaining()) {
        at += lease.channel().write(from, at);
      }
      figures().writes().add(at - offset, figures().since(begun));
    } catch (IOException e) {
      throw StorageException.of("cannot write", path(file), e);
    }
  }

  /**
   * Reads until the buffer is full or the file ends.
   *
   * @return how many bytes were read
   */
  int read(int file, long offset, ByteBuffer to) throws StorageException {
    int wanted = to.remaining();
    if (isPadding(file)) {
      Zeros.put(to);
      return wanted;
    }
    long begun = figures().now();
    try (OpenFiles.Lease lease = lease(file, false)) {
      long at = offset;
      while (to.hasRemaining()) {
        int read = lease.channel().read(to, at);
        if (read < 0) {
          break;
        }
        at += read;
      }
      figures().reads().add(at - offset, figures().since(begun));
      return (int) (at - offset);
    } catch (IOException e) {
      throw StorageException.of("cannot read", path(file), e);
    }
  }

  /** As {@link #read}; a file that ends before the buffer is full was changed by another. */
  void readFully(int file, long offset, ByteBuffer to) throws StorageException {
    read(file, offset, to);
    if (to.hasRemaining()) {
      throw cutShort(file);
    }
  }

  private StorageException cutShort(int file) {
    return new StorageException(
        Reason.CHANGED, "cannot read " + path(file) + ": the file was cut short");
  }

  /**
   * A part of a file, which is brought into memory.
   *
   * @return nothing where the system does not do that
   * @throws StorageException if the disk fails, or the file was cut short
   */
  Optional<Region> region(int file, long offset, int length) throws StorageException {
    long begun = figures().now();
    try {
      OpenFiles.Lease lease = lease(file, false);
      Optional<Region> region = Optional.empty();
      try {
        long found = open.pageCache().bring(lease.channel(), offset, length);
        if (found >= 0 && found < length) {
          throw cutShort(file);
        }
        if (found == length) {
          figures().reads().add(length, figures().since(begun));
          region = Optional.of(new Region(lease, offset, length));
        }
        return region;
      } finally {
        if (region.isEmpty()) {
          lease.close();
        }
      }
    } catch (IOException e) {
      throw StorageException.of("cannot read", path(file), e);
    }
  }

  private OpenFiles.Lease lease(int file, boolean writable) throws IOException {
    return open.acquire(
        new OpenFiles.Key(this, file),
        writable,
        () -> writable ? folder.openToWrite(path(file)) : folder.openToRead(path(file)));
  }

  /** What is known of a file on disk, or nothing if it is not there. */
  Optional<FileStamp> stamp(int file) throws StorageException {
    try {
      return folder.stamp(path(file));
    } catch (IOException e) {
      throw StorageException.of("cannot look at", path(file), e);
    }
  }

  /** Makes a file that has no bytes, or lets it be where it is. */
  void create(int file) throws StorageException {
    try {
      lease(file, true).close();
    } catch (IOException e) {
      throw StorageException.of("cannot create", path(file), e);
    }
  }

  /** Makes the content of files durable, and their names. */
  void sync(BitSet written) throws StorageException {
    long begun = figures().now();
    Set<Path> folders = new LinkedHashSet<>();
    for (int file = written.nextSetBit(0); file >= 0; file = written.nextSetBit(file + 1)) {
      try (OpenFiles.Lease lease = lease(file, true)) {
        lease.channel().force(false);
        folder.collectFolders(path(file), folders);
      } catch (IOException e) {
        throw StorageException.of("cannot sync", path(file), e);
      }
    }
    for (Path names : folders) {
      try {
        DurableFile.syncFolder(names);
      } catch (IOException e) {
        throw StorageException.of("cannot sync", names, e);
      }
    }
    figures().syncs().add(0, figures().since(begun));
  }

  /** Where the content is, or will be. */
  Path root() {
    return folder.root();
  }

  /** Lets go of a file that was replaced on disk. */
  void forget(int file) throws StorageException {
    try {
      open.forget(new OpenFiles.Key(this, file));
    } catch (IOException e) {
      throw StorageException.of("cannot close", path(file), e);
    }
  }

  void close() throws StorageException {
    try {
      open.forgetAllOf(this);
    } catch (IOException e) {
      throw StorageException.of("cannot close the files under", folder.root(), e);
    }
  }
}
