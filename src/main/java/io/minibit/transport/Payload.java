package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * Bytes of a block outside the heap, as they lie in the buffer that the socket filled, or that the
 * disk fills for it. Whoever has one releases it, once, on any thread; after that it must not be
 * touched. A slice holds the whole buffer until it is released itself.
 */
public final class Payload {
  private final ByteBuf bytes;

  Payload(ByteBuf bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes memory from the pool.
   *
   * @param length in bytes; what they are is for the caller to say, by {@link #nio}
   */
  public static Payload allocate(int length) {
    return new Payload(
        PooledByteBufAllocator.DEFAULT.directBuffer(length, length).writerIndex(length));
  }

  /** In bytes. */
  public int length() {
    return bytes.readableBytes();
  }

  /** The very bytes, not a copy; valid until they are released. */
  public ByteBuffer nio() {
    return bytes.nioBuffer();
  }

  /** A part that is released on its own. */
  public Payload slice(int offset, int length) {
    return new Payload(bytes.retainedSlice(bytes.readerIndex() + offset, length));
  }

  /** Gives the memory back. */
  public void release() {
    bytes.release();
  }

  ByteBuf buffer() {
    return bytes;
  }
}
