package io.minibit.storage;

import io.minibit.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that holds a torrent's content, and the one place where names from a torrent become
 * paths. Whatever a torrent or the disk says, nothing outside the folder is read or written: a path
 * must lie under it, each folder on the way is looked at without following links, and so is the
 * file when it is opened. The folder itself may be reached through links, being the user's choice.
 */
final class ContentFolder {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> WRITE =
      Set.of(
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE,
          LinkOption.NOFOLLOW_LINKS);

  private final Path root;
  private final ChannelOpener opener;

  ContentFolder(Path root, ChannelOpener opener) {
    this.root = root.toAbsolutePath().normalize();
    this.opener = opener;
  }

  Path root() {
    return root;
  }

  /**
   * Finds the path of a file.
   *
   * @param relative with elements joined by {@code /}
   * @throws StorageException if it does not lie under the folder, or cannot be written in this
   *     process's character set
   */
  Path resolve(String relative) throws StorageException {
    Path path;
    try {
      path = root.resolve(relative).normalize();
    } catch (InvalidPathException e) {
      throw new StorageException(
          Reason.FAILED, "cannot name " + relative + " in this locale: run with LC_ALL=C.UTF-8");
    }
    if (!path.startsWith(root) || path.equals(root)) {
      throw new StorageException(Reason.DENIED, relative + ": lies outside of " + root);
    }
    return path;
  }

  /** Opens a file for reading; it must exist. */
  FileChannel openToRead(String relative) throws IOException {
    Path path = resolve(relative);
    checkParents(path, false);
    requireRegularFile(path);
    return opener.open(path, READ);
  }

  /** Opens a file for reading and writing; it and its folders are made where they are missing. */
  FileChannel openToWrite(String relative) throws IOException {
    Path path = resolve(relative);
    checkParents(path, true);
    Optional<BasicFileAttributes> there = attributes(path);
    if (there.isPresent() && !there.get().isRegularFile()) {
      throw occupied(path, there.get());
    }
    return opener.open(path, WRITE);
  }

  /** What is known of a file, or nothing if there is none; a link or a folder is an error. */
  Optional<FileStamp> stamp(String relative) throws IOException {
    Path path = resolve(relative);
    try {
      checkParents(path, false);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Optional<BasicFileAttributes> there = attributes(path);
    if (there.isPresent() && !there.get().isRegularFile()) {
      throw occupied(path, there.get());
    }
    return there.map(FileStamp::of);
  }

  /**
   * Whether something is there under exactly this name, not only under one that the file system
   * takes for the same, as where case does not count.
   */
  boolean isSpelled(String relative) {
    try {
      return resolve(relative).toRealPath(LinkOption.NOFOLLOW_LINKS).endsWith(relative);
    } catch (IOException missing) {
      return false;
    }
  }

  /** Adds the folders that hold the names of a file and of those above it. */
  void collectFolders(String relative, Set<Path> folders) throws StorageException {
    Path folder = resolve(relative).getParent();
    while (folder.startsWith(root) && folders.add(folder)) {
      folder = folder.getParent();
    }
  }

  private void requireRegularFile(Path path) throws IOException {
    Optional<BasicFileAttributes> there = attributes(path);
    if (there.isEmpty()) {
      throw new NoSuchFileException(path.toString());
    }
    if (!there.get().isRegularFile()) {
      throw occupied(path, there.get());
    }
  }

  private void checkParents(Path path, boolean create) throws IOException {
    if (create) {
      Files.createDirectories(root);
    }
    Path folder = root;
    for (Path element : root.relativize(path.getParent())) {
      if (element.toString().isEmpty()) {
        continue;
      }
      folder = folder.resolve(element);
      Optional<BasicFileAttributes> there = attributes(folder);
      if (there.isEmpty()) {
        if (!create) {
          throw new NoSuchFileException(folder.toString());
        }
        createFolder(folder);
      } else if (!there.get().isDirectory()) {
        throw occupied(folder, there.get());
      }
    }
  }

  private static void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another worker was quicker, or something else took the name just now.
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
  }

  private static StorageException occupied(Path path, BasicFileAttributes there) {
    String what =
        there.isSymbolicLink() ? "a symbolic link" : there.isDirectory() ? "a folder" : "no file";
    return new StorageException(
        Reason.OCCUPIED, path + ": " + what + " is in the way; it was not touched");
  }

  private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
