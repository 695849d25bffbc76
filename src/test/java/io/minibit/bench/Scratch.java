package io.minibit.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.SplittableRandom;

/** A folder for the data of one benchmark, deleted when that is over. */
record Scratch(Path folder) implements AutoCloseable {
  private static final int CHUNK = 1 << 20;

  /** One on the RAM disk. */
  static Scratch inMemory() throws IOException {
    return new Scratch(Files.createTempDirectory(Path.of("/dev/shm"), "bench"));
  }

  /** One where temporary files are. */
  static Scratch onDisk() throws IOException {
    return new Scratch(Files.createTempDirectory("bench"));
  }

  /** A folder in it, made when it is missing. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /**
   * Writes a file that nothing can compress, down to the disk: writing it back later would take
   * time from what is measured.
   */
  static Path random(Path file, long size) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] buffer = new byte[CHUNK];
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long rest = size; rest > 0; rest -= buffer.length) {
        random.nextBytes(buffer);
        out.write(ByteBuffer.wrap(buffer, 0, (int) Math.min(rest, buffer.length)));
      }
      out.force(true);
    }
    return file;
  }

  /** Whether a file or folder has the same content at both places. */
  static boolean isSame(Path one, Path other) throws IOException {
    try (var files = Files.walk(one)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = other.resolve(one.relativize(file).toString());
        if (Files.mismatch(file, copy) >= 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** Deletes a folder with all that is in it, if it is there. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }
}
