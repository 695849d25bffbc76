package io.minibit.session;

import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.metainfo.TorrentParser;
import io.minibit.storage.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The torrents of what was shared before, so that the same unchanged content is not hashed again.
 * Unchanged means that path, sizes and times of last change are the same. All methods touch the
 * disk: not for event loops.
 */
final class TorrentCache {
  private static final Logger log = LoggerFactory.getLogger(TorrentCache.class);

  /** More than one shares by hand; a torrent of 100 GiB has some 3 MB. */
  static final int MOST_KEPT = 256;

  /**
   * A file that was changed so shortly before its torrent was kept may have been changed again
   * after it was hashed, within one tick of the file system's clock: two seconds on FAT.
   */
  private static final Duration UNSURE = Duration.ofSeconds(2);

  private final Path folder;

  TorrentCache(Path folder) {
    this.folder = folder;
  }

  /**
   * Content as it is on disk now.
   *
   * @param key stands for its path, name, format, sizes and times
   * @param newest when any of it was changed last
   */
  record State(String key, FileTime newest) {}

  /**
   * Looks at content.
   *
   * @param source a file or folder
   * @param except a folder in it that is passed over
   */
  State look(Path source, Path except, String name, TorrentFormat format) throws IOException {
    TreeMap<Path, BasicFileAttributes> files = new TreeMap<>();
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            return path.equals(except) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            files.put(file, attributes);
            return FileVisitResult.CONTINUE;
          }
        });
    MessageDigest digest = sha256();
    update(digest, source + "\0" + name + "\0" + format);
    FileTime newest = FileTime.fromMillis(0);
    for (var file : files.entrySet()) {
      FileTime modified = file.getValue().lastModifiedTime();
      update(digest, file.getKey() + "\0" + file.getValue().size() + "\0" + modified.toInstant());
      newest = modified.compareTo(newest) > 0 ? modified : newest;
    }
    return new State(HexFormat.of().formatHex(digest.digest()), newest);
  }

  /** The torrent of that content, if it is known. */
  Optional<Torrent> find(State state) {
    Path file = file(state);
    try {
      FileTime kept = Files.getLastModifiedTime(file);
      if (kept.toInstant().isBefore(state.newest().toInstant().plus(UNSURE))) {
        return Optional.empty();
      }
      if (Files.size(file) > TorrentParser.MAX_LENGTH) {
        throw new InvalidTorrentException("too long");
      }
      return Optional.of(TorrentParser.parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | InvalidTorrentException e) {
      // It is only a copy of what hashing tells again, and is then replaced.
      log.warn("{} cannot be used and is made again: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** Keeps a torrent. A disk that refuses costs time only, later. */
  void keep(State state, byte[] torrent) {
    try {
      Files.createDirectories(folder);
      makeRoom();
      DurableFile.replace(file(state), torrent);
    } catch (IOException | DirectoryIteratorException e) {
      log.warn("the hashes of what is shared cannot be kept in {}: {}", folder, e.getMessage());
    }
  }

  private void makeRoom() throws IOException {
    List<Path> kept = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(kept::add);
    }
    if (kept.size() >= MOST_KEPT) {
      TreeMap<FileTime, Path> byAge = new TreeMap<>(Comparator.naturalOrder());
      for (Path file : kept) {
        byAge.put(Files.getLastModifiedTime(file), file);
      }
      Files.deleteIfExists(byAge.firstEntry().getValue());
    }
  }

  private Path file(State state) {
    return folder.resolve(state.key() + ".torrent");
  }

  private static void update(MessageDigest digest, String text) {
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
