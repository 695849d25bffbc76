package io.minibit.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;

/**
 * Verified content as a part of one file, for who sends it from there without reading it. It is in
 * memory, or was a moment ago. Whoever gets it closes it; may be used by any thread.
 */
public final class Region implements AutoCloseable {
  private final OpenFiles.Lease lease;
  private final long offset;
  private final int length;

  Region(OpenFiles.Lease lease, long offset, int length) {
    this.lease = lease;
    this.offset = offset;
    this.length = length;
  }

  /** The file, open until the region is closed. Not to be closed itself. */
  public FileChannel channel() {
    return lease.channel();
  }

  /** Where the part begins, in bytes. */
  public long offset() {
    return offset;
  }

  /** In bytes. */
  public int length() {
    return length;
  }

  @Override
  public void close() {
    try {
      lease.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
