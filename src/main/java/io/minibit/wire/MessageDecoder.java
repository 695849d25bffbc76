package io.minibit.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/**
 * Bytes to {@link PeerMessage}s, from the first byte after the handshake on.
 *
 * <pre>
 * +----------------+--------+----------------+
 * | length: 4      | type:1 | body: length-1 |      length 0 is a keep-alive
 * +----------------+--------+----------------+
 * </pre>
 *
 * <p>A frame that lies whole in what was read is not copied: a block is a slice of it. Of a frame
 * that spans reads, which is the last one of a read at most, the bytes are gathered in a buffer of
 * its size; so no more than one frame is ever held back, and none whose type forbids its length.
 * The rest of a {@link #LONG_BLOCK} is not copied either: it is read from the socket to its place
 * in that buffer, which {@link #place} lends to who reads.
 *
 * <p>A breach of the protocol is fired as {@link WireException}; what follows it is dropped.
 */
public final class MessageDecoder extends ChannelInboundHandlerAdapter {
  /**
   * Body of a block that is worth reads of its own: one for the head of its frame, and then to its
   * end. Two of those that are shorter come with one read.
   */
  private static final int LONG_BLOCK = 128 * 1024;

  private static final int PREFIX = 4;

  private final Limits limits;
  private final MessageReader reader;

  /** Bytes of the prefix and the type that have come, and their value so far. */
  private int headBytes;

  private long head;
  private MessageType type;
  private int bodyLength;
  private int skip;
  private ByteBuf gathered;

  /** What {@link #place} lent last; never one of a pool, which would use it again. */
  private ByteBuf lent;

  private boolean betweenLongBlocks;
  private boolean broken;
  private long messages;
  private long received;

  /**
   * A decoder for one connection.
   *
   * @param limits of the connection
   */
  public MessageDecoder(Limits limits) {
    this.limits = limits;
    this.reader = new MessageReader(limits);
  }

  /** How many messages began so far, keep-alives aside. */
  public long messages() {
    return messages;
  }

  /** How many bytes came so far. */
  public long received() {
    return received;
  }

  /** Whether some of a message has come, and not all of it. */
  public boolean isWithinMessage() {
    return headBytes > 0 || gathered != null || skip > 0;
  }

  /**
   * Where the next bytes from the socket belong, if it is known: an empty buffer that ends where
   * the long block does that is under way. What is read into it is fired as any buffer is, and it
   * is released in the same way.
   *
   * @return null if anything may come next
   */
  public ByteBuf place() {
    lent = null;
    if (gathered != null && isLongBlock()) {
      int from = gathered.writerIndex();
      lent = gathered.retain().slice(from, gathered.writableBytes()).clear();
    }
    return lent;
  }

  /**
   * Whether a long block has just ended, so that the head of another may come next, of which
   * nothing but the head should be read together with it.
   */
  public boolean isBetweenLongBlocks() {
    return betweenLongBlocks;
  }

  private boolean isLongBlock() {
    return type == MessageType.PIECE && bodyLength > LONG_BLOCK;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // The very buffer that was lent; others may look the same.
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof ByteBuf in)) {
      ctx.fireChannelRead(message);
      return;
    }
    received += in.readableBytes();
    boolean inPlace = in == lent;
    lent = null;
    try {
      if (inPlace && !broken) {
        gathered.writerIndex(gathered.writerIndex() + in.readableBytes());
        in.skipBytes(in.readableBytes());
        endGathered(ctx);
      }
      while (!broken && in.isReadable()) {
        step(ctx, in);
      }
    } catch (WireException e) {
      broken = true;
      drop();
      ctx.fireExceptionCaught(e);
    } finally {
      ReferenceCountUtil.release(in);
    }
  }

  private void step(ChannelHandlerContext ctx, ByteBuf in) {
    if (skip > 0) {
      int some = Math.min(skip, in.readableBytes());
      in.skipBytes(some);
      skip -= some;
    } else if (gathered != null) {
      gather(ctx, in);
    } else if (head(ctx, in)) {
      if (in.readableBytes() >= bodyLength) {
        ByteBuf body = in.readSlice(bodyLength);
        emit(ctx, body);
      } else {
        gathered = ctx.alloc().directBuffer(bodyLength, bodyLength);
        gather(ctx, in);
      }
    }
  }

  private void gather(ChannelHandlerContext ctx, ByteBuf in) {
    in.readBytes(gathered, Math.min(gathered.writableBytes(), in.readableBytes()));
    endGathered(ctx);
  }

  private void endGathered(ChannelHandlerContext ctx) {
    if (gathered.isWritable()) {
      return;
    }
    betweenLongBlocks = isLongBlock();
    ByteBuf body = gathered;
    gathered = null;
    try {
      emit(ctx, body);
    } finally {
      body.release();
    }
  }

  /** Whether a type and a length that it allows are known now. */
  private boolean head(ChannelHandlerContext ctx, ByteBuf in) {
    if (headBytes == 0 && in.readableBytes() > PREFIX) {
      long length = in.readUnsignedInt();
      if (length == 0) {
        ctx.fireChannelRead(new PeerMessage.KeepAlive());
        return false;
      }
      return begin(length, in.readUnsignedByte());
    }
    head = head << 8 | in.readUnsignedByte();
    headBytes++;
    if (headBytes == PREFIX && head == 0) {
      headBytes = 0;
      ctx.fireChannelRead(new PeerMessage.KeepAlive());
      return false;
    }
    if (headBytes <= PREFIX) {
      return false;
    }
    long whole = head;
    head = 0;
    headBytes = 0;
    return begin(whole >>> 8, (int) (whole & 0xFF));
  }

  private boolean begin(long length, int id) {
    messages++;
    betweenLongBlocks = false;
    long body = length - 1;
    type = MessageType.of(id);
    if (type == null) {
      if (body > Limits.MAX_UNKNOWN) {
        throw new WireException("unknown message " + id + " of " + length + " bytes");
      }
      skip = (int) body;
      return false;
    }
    if (body < limits.minBody(type) || body > limits.maxBody(type)) {
      throw new WireException("message " + type + " of " + length + " bytes");
    }
    bodyLength = (int) body;
    return true;
  }

  private void emit(ChannelHandlerContext ctx, ByteBuf body) {
    ctx.fireChannelRead(reader.read(type, body));
  }

  private void drop() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    drop();
  }
}
