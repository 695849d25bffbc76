package io.minibit.transport;

import io.minibit.wire.Limits;
import io.minibit.wire.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Says how much is read from a peer's socket at a time, and where to. A long block is read right to
 * its place in the block's own buffer. All else is sized by what came last, so that blocks, which
 * hold the buffer that they were read into, hold little else. For one channel.
 */
final class BlockReads extends DefaultMaxMessagesRecvByteBufAllocator {
  private static final int MIN_READ = 2 * 1024;
  private static final int FIRST_READ = 16 * 1024;

  /** Large enough to make reads cheap, small enough for a core's cache. */
  static final int MAX_READ = 256 * 1024;

  /** Reads that fill their buffer are made so many times as large. */
  private static final int GROWTH = 4;

  private MessageDecoder decoder;

  /** From now on what is read goes to a decoder, which knows what comes next. */
  void follow(MessageDecoder decoder) {
    this.decoder = decoder;
  }

  @Override
  @SuppressWarnings("deprecation") // What it returns; there is nothing else to return.
  public Handle newHandle() {
    return new Sizes();
  }

  private final class Sizes extends MaxMessageHandle {
    private int next = FIRST_READ;

    /** Whether the reads of this turn of the event loop tell anything of the next. */
    private boolean telling;

    @Override
    public ByteBuf allocate(ByteBufAllocator pool) {
      telling = false;
      if (decoder != null) {
        ByteBuf place = decoder.place();
        if (place != null) {
          return place;
        }
        if (decoder.isBetweenLongBlocks()) {
          return pool.directBuffer(MIN_READ, MIN_READ);
        }
      }
      telling = true;
      return pool.directBuffer(next, next);
    }

    @Override
    public int guess() {
      return next;
    }

    @Override
    public void lastBytesRead(int bytes) {
      if (telling && bytes == attemptedBytesRead()) {
        grow();
      }
      super.lastBytesRead(bytes);
    }

    @Override
    public void readComplete() {
      if (!telling) {
        return;
      }
      int came = totalBytesRead();
      if (came >= next) {
        grow();
      } else if (came <= next / 2) {
        // A block that waits for the disk holds the whole buffer, so the next of its kind gets one
        // that it fills by half at least. What is smaller is gone at once, and may be a word in the
        // midst of a burst.
        next = came < Limits.BLOCK ? Math.max(MIN_READ, next / 2) : 2 * came;
      }
    }

    private void grow() {
      next = Math.min(MAX_READ, next * GROWTH);
    }
  }
}
