package io.minibit.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file that comes as one stream of unknown length: it grows under a temporary name beside its
 * target, and takes the target's name when it is whole and safe on disk. A target that exists is
 * never overwritten by other content; what arrives is compared with it as it comes, so that a
 * difference shows at once.
 *
 * <p>Not safe for use by several threads at a time.
 */
public final class PartFile implements AutoCloseable {
  private static final String SUFFIX = ".minibit-part";

  /** Of one name, on all file systems in use (NAME_MAX). */
  private static final int MAX_NAME_BYTES = 255;

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final FileChannel existing;
  private final ByteBuffer compared;
  private boolean finished;

  private PartFile(Path target, Path part, FileChannel channel, FileChannel existing) {
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.existing = existing;
    this.compared = existing == null ? null : ByteBuffer.allocateDirect(256 << 10);
  }

  /**
   * Begins a file; what an earlier attempt left under the temporary name is overwritten.
   *
   * @param target the final path; its folder exists
   * @throws FileAlreadyExistsException when the target is there and is no regular file
   * @throws FileSystemException when another process is writing the same target
   */
  public static PartFile open(Path target) throws IOException {
    Path part = target.resolveSibling(partName(target.getFileName().toString()));
    FileChannel existing = null;
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(target.toString(), null, "is there and is no file");
      }
      existing = FileChannel.open(target, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      lock(channel, part, target);
      channel.truncate(0);
      return new PartFile(target, part, channel, existing);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      if (existing != null) {
        existing.close();
      }
      throw e;
    }
  }

  /** The temporary name; a target's name that leaves no room for more is shortened, and marked. */
  private static String partName(String name) {
    String mark = "";
    int kept = name.length();
    while (bytes(name.substring(0, kept) + mark) > MAX_NAME_BYTES - bytes("." + SUFFIX)) {
      kept = name.offsetByCodePoints(kept, -1);
      mark = "~" + Integer.toHexString(name.hashCode());
    }
    return "." + name.substring(0, kept) + mark + SUFFIX;
  }

  private static int bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Makes sure that nobody else writes. Whoever held the lock a moment ago may have given the
   * opened file its final name meanwhile: what is not at the temporary name any more is not ours.
   */
  static void lock(FileChannel channel, Path part, Path target) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null || !Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(target.toString(), null, "is being downloaded already");
    }
  }

  /** Starts over. */
  public void restart() throws IOException {
    channel.truncate(0);
  }

  /** Where the bytes are until it is finished. */
  public Path path() {
    return part;
  }

  /** Bytes so far. */
  public long size() throws IOException {
    return channel.size();
  }

  /**
   * Appends.
   *
   * @throws FileAlreadyExistsException when the target is there and differs from what came
   */
  public void append(ByteBuffer bytes) throws IOException {
    if (existing != null) {
      compare(bytes.duplicate(), channel.position());
    }
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void compare(ByteBuffer rest, long position) throws IOException {
    long at = position;
    while (rest.hasRemaining()) {
      compared.clear().limit(Math.min(compared.capacity(), rest.remaining()));
      int read = existing.read(compared, at);
      if (read <= 0) {
        return;
      }
      if (!rest.slice().limit(read).equals(compared.flip())) {
        throw differs();
      }
      rest.position(rest.position() + read);
      at += read;
    }
  }

  private FileAlreadyExistsException differs() {
    return new FileAlreadyExistsException(target.toString(), null, "is there with other content");
  }

  /**
   * Makes it durable under its final name. A target that was there and is the same, or the
   * beginning of it, gives way.
   *
   * @throws FileAlreadyExistsException when the target is there and differs
   */
  public void finish() throws IOException {
    if (existing != null && existing.size() > channel.size()) {
      throw differs();
    }
    if (existing == null || existing.size() < channel.size()) {
      channel.force(true);
      if (existing == null) {
        Files.move(part, target);
      } else {
        Files.move(part, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      forceFolder();
      finished = true;
    }
  }

  /** A new name is durable when its folder is; where a folder cannot be opened (Windows) it is. */
  private void forceFolder() throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
      opened.force(true);
    } catch (FileSystemException e) {
      if (!System.getProperty("os.name").startsWith("Windows")) {
        throw e;
      }
    }
  }

  /** Closes; what is not finished leaves no trace. */
  @Override
  public void close() throws IOException {
    try {
      if (!finished) {
        Files.deleteIfExists(part);
      }
    } finally {
      channel.close();
      if (existing != null) {
        existing.close();
      }
    }
  }
}
