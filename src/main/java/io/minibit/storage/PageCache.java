package io.minibit.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Brings parts of files into memory without a copy for this process: the system is asked to send
 * them to the device that swallows everything.
 */
final class PageCache implements AutoCloseable {
  private static final Path NOWHERE = Path.of("/dev/null");

  private FileChannel nowhere;
  private boolean missing;

  /**
   * Reads from the disk what is not in memory yet.
   *
   * @return how many bytes of the part the file has, or -1 where there is no such device
   */
  long bring(FileChannel file, long at, int length) throws IOException {
    FileChannel to = nowhere();
    if (to == null) {
      return -1;
    }
    long done = 0;
    while (done < length) {
      long sent = file.transferTo(at + done, length - done, to);
      if (sent <= 0) {
        break;
      }
      done += sent;
    }
    return done;
  }

  private synchronized FileChannel nowhere() throws IOException {
    if (nowhere == null && !missing) {
      try {
        nowhere = FileChannel.open(NOWHERE, StandardOpenOption.WRITE);
      } catch (NoSuchFileException e) {
        missing = true;
      }
    }
    return nowhere;
  }

  @Override
  public synchronized void close() throws IOException {
    missing = true;
    if (nowhere != null) {
      nowhere.close();
      nowhere = null;
    }
  }
}
