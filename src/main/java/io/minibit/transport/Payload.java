package io.minibit.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/**
 * Bytes of a block outside the heap, as they lie in the buffer that the socket filled. Whoever has
 * one releases it, once, on any thread; after that it must not be touched.
 */
public final class Payload {
  private final ByteBuf bytes;

  Payload(ByteBuf bytes) {
    this.bytes = bytes;
  }

  /** In bytes. */
  public int length() {
    return bytes.readableBytes();
  }

  /** The very bytes, not a copy; valid until they are released. */
  public ByteBuffer nio() {
    return bytes.nioBuffer();
  }

  /** Gives the memory back. */
  public void release() {
    bytes.release();
  }
}
