package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** Lets a channel read into the buffers of a ring. For one channel. */
final class ReceiveAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
  private final ReusedBuffers buffers;

  ReceiveAllocator(ReusedBuffers buffers) {
    this.buffers = buffers;
  }

  @Override
  @SuppressWarnings("deprecation") // What it returns; there is nothing else to return.
  public Handle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public ByteBuf allocate(ByteBufAllocator pool) {
        return buffers.take(pool);
      }

      @Override
      public int guess() {
        return buffers.bytes();
      }
    };
  }
}
