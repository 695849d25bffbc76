package io.minibit.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A stretch of verified content to be sent: bytes of a file, or zeros that stand in none. Closed by
 * who sends it, once it is sent or given up.
 */
public sealed interface Region extends AutoCloseable {
  /** In bytes, at least 1. */
  int length();

  /** Lets go of the file. */
  @Override
  void close() throws IOException;

  /**
   * Bytes of a file, whose channel stays open until this is closed. Meant for {@code transferTo}; a
   * file that another program cuts short meanwhile gives fewer bytes.
   */
  final class Stored implements Region {
    private final OpenFiles.Lease lease;
    private final long offset;
    private final int length;

    Stored(OpenFiles.Lease lease, long offset, int length) {
      this.lease = lease;
      this.offset = offset;
      this.length = length;
    }

    /** Open for reading at least; never closed by the borrower. */
    public FileChannel channel() {
      return lease.channel();
    }

    /** Where in the file the region begins. */
    public long offset() {
      return offset;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public void close() throws IOException {
      lease.close();
    }
  }

  /**
   * Zeros of padding (BEP 47), which old clients ask for as for any file.
   *
   * @param length in bytes
   */
  record Padding(int length) implements Region {
    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
