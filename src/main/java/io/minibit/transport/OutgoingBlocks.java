package io.minibit.transport;

import io.minibit.wire.MessageWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Neighbouring blocks of one piece as they leave: in one buffer outside the heap, so that a dozen
 * short ones are one write and one thing to wait for. The disk fills in {@link #content}, then
 * {@link #frame} makes messages of it. Whoever has them releases them, once, on any thread, or
 * hands them to a connection.
 */
public final class OutgoingBlocks {
  private final int piece;
  private final int begin;
  private final List<Integer> lengths;
  private final int length;
  private final ByteBuf buffer;

  private OutgoingBlocks(int piece, int begin, List<Integer> lengths, int length) {
    this.piece = piece;
    this.begin = begin;
    this.lengths = lengths;
    this.length = length;
    int all = headers() + length;
    buffer = PooledByteBufAllocator.DEFAULT.directBuffer(all, all);
  }

  /**
   * Takes memory from the pool.
   *
   * @param begin of the first, in bytes from the start of the piece
   * @param lengths of each in bytes; not to be changed
   */
  public static OutgoingBlocks allocate(int piece, int begin, List<Integer> lengths) {
    int length = 0;
    for (int each : lengths) {
      length += each;
    }
    return new OutgoingBlocks(piece, begin, lengths, length);
  }

  private int headers() {
    return MessageWriter.BLOCK_HEADER * lengths.size();
  }

  /** Bytes of all blocks. */
  public int length() {
    return length;
  }

  /** Where the bytes of the blocks belong, one block behind the other. */
  public ByteBuffer content() {
    return buffer.nioBuffer(headers(), length);
  }

  /** Puts before each block what stands there; the first ones move up to where it ends. */
  public void frame() {
    ByteBuffer all = buffer.nioBuffer(0, headers() + length);
    int from = headers();
    int to = 0;
    int at = begin;
    for (int each : lengths) {
      MessageWriter.writeBlockHeader(piece, at, each, buffer.writerIndex(to));
      to += MessageWriter.BLOCK_HEADER;
      if (from > to) {
        all.put(to, all, from, each);
      }
      from += each;
      to += each;
      at += each;
    }
    buffer.writerIndex(to);
  }

  /** Gives the memory back. */
  public void release() {
    buffer.release();
  }

  ByteBuf buffer() {
    return buffer;
  }
}
