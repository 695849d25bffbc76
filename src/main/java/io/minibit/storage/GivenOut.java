package io.minibit.storage;

import io.minibit.metainfo.PieceGeometry;
import java.util.BitSet;

/**
 * Decides when a file must be looked at before some of it is given out. To ask the disk each time
 * would cost more than many a read; so a file is looked at every {@link #INTERVAL}, and whenever
 * something would be given out a second time since then: what another program spoilt is never
 * served twice.
 *
 * <p>Remembers at most {@link #MAX_BLOCKS} bits a file, on which the blocks of larger files fall
 * together: that costs a needless look, no more. Safe for use by many threads.
 */
final class GivenOut {
  /** A look a second costs nothing, and few blocks are given out until it comes. */
  static final long INTERVAL = 1_000_000_000L;

  /** 8 KiB of bits: the blocks of 1 GiB, which nobody is sent in the interval. */
  static final int MAX_BLOCKS = 1 << 16;

  private final ContentFiles files;

  /** By file: the blocks given out since the last look; null before the first. */
  private final BitSet[] blocks;

  private final long[] lookedAt;

  GivenOut(ContentFiles files) {
    this.files = files;
    blocks = new BitSet[files.count()];
    lookedAt = new long[files.count()];
  }

  /** Takes note that a range is given out; says whether its file must be looked at before. */
  synchronized boolean needsLook(int file, long offset, int length, long now) {
    boolean first = blocks[file] == null;
    if (first) {
      blocks[file] = new BitSet();
    }
    if (first || now - lookedAt[file] >= INTERVAL || anyGiven(file, offset, length)) {
      lookedAt[file] = now;
      blocks[file].clear();
      give(file, offset, length);
      return true;
    }
    give(file, offset, length);
    return false;
  }

  private boolean anyGiven(int file, long offset, int length) {
    int size = size(file);
    for (long block = first(offset); block < end(offset, length); block++) {
      if (blocks[file].get((int) (block % size))) {
        return true;
      }
    }
    return false;
  }

  private void give(int file, long offset, int length) {
    int size = size(file);
    for (long block = first(offset); block < end(offset, length); block++) {
      blocks[file].set((int) (block % size));
    }
  }

  private static long first(long offset) {
    return offset / PieceGeometry.BLOCK_LENGTH;
  }

  /** Rounded as the first: blocks that begin anywhere in the file share no bit with the next. */
  private static long end(long offset, int length) {
    return Math.max(first(offset) + 1, (offset + length) / PieceGeometry.BLOCK_LENGTH);
  }

  private int size(int file) {
    return (int) Math.min(MAX_BLOCKS, files.length(file) / PieceGeometry.BLOCK_LENGTH + 1);
  }
}
