package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * A ring of direct buffers of one size that are lent again and again, so that what is read and
 * written stays in the processor's caches, where a pool would hand out other memory each time. Who
 * takes one releases it as any buffer. When all are out, a buffer of the pool is lent.
 *
 * <p>Used on one event loop; {@link #release} ends it.
 */
final class ReusedBuffers {
  private final ByteBuf[] buffers;
  private final int bytes;
  private int next;

  /**
   * A ring whose buffers are made when they are needed.
   *
   * @param bytes of each buffer
   */
  ReusedBuffers(int buffers, int bytes) {
    this.buffers = new ByteBuf[buffers];
    this.bytes = bytes;
  }

  /** Bytes of each buffer. */
  int bytes() {
    return bytes;
  }

  /** An empty buffer. */
  ByteBuf take(ByteBufAllocator pool) {
    ByteBuf buffer = buffers[next];
    if (buffer == null) {
      buffer = Unpooled.directBuffer(bytes, bytes);
      buffers[next] = buffer;
    } else if (buffer.refCnt() > 1) {
      return pool.directBuffer(bytes, bytes);
    }
    next = next + 1 == buffers.length ? 0 : next + 1;
    return buffer.clear().retain();
  }

  /** Gives the ring back; what is lent lives until its borrower releases it. */
  void release() {
    for (int i = 0; i < buffers.length; i++) {
      if (buffers[i] != null) {
        buffers[i].release();
        buffers[i] = null;
      }
    }
  }
}
