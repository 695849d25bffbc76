package io.minibit.transport;

import io.minibit.wire.FileBlock;
import io.minibit.wire.Handshake;
import io.minibit.wire.Limits;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A connection to a peer after both handshakes. What is sent within one turn of the event loop
 * leaves in one write at its end. Confined to the context of the listener or of the dialer that
 * made it; whoever gets it closes it.
 *
 * <p>Bounded against peers that do not read: while more than {@link #MAX_CONTROL} bytes of small
 * messages wait for the socket nothing is read, so nothing has to be answered; and a socket that
 * takes nothing for a while is closed ({@link StallWatch}). How many bytes of blocks wait is for
 * the caller to bound, by {@link #pendingBytes} or by what it is told of blocks that left.
 */
public final class PeerConnection {
  /**
   * Bytes of small messages on the way out at which reading stops. A whole bitfield of the largest
   * torrent has as many.
   */
  static final int MAX_CONTROL = 256 * 1024;

  private final ContextInternal context;
  private final ChannelHandlerContext channel;
  private final Opening opening;
  private final boolean ciphered;
  private final Handshake theirs;
  private final Limits limits;
  private final Queue<Runnable> gone = new ArrayDeque<>();
  private PeerHandler handler;
  private long pendingBytes;
  private long leftBytes;
  private boolean flushDue;
  private boolean paused;
  private boolean clogged;
  private boolean closing;
  private Throwable cause;

  PeerConnection(
      ContextInternal context,
      ChannelHandlerContext channel,
      Opening opening,
      boolean ciphered,
      Handshake theirs,
      Limits limits) {
    this.context = context;
    this.channel = channel;
    this.opening = opening;
    this.ciphered = ciphered;
    this.theirs = theirs;
    this.limits = limits;
  }

  /** The other end. */
  public InetSocketAddress remote() {
    return opening.remote();
  }

  /** This end. */
  public InetSocketAddress local() {
    return opening.local();
  }

  /** Whether this node dialled. */
  public boolean dialled() {
    return opening.dialled();
  }

  /** Whether it opened with an encrypted handshake, whatever became of the payload. */
  public boolean encrypted() {
    return opening.encrypted();
  }

  /** Whether what is sent is encrypted; not so after every {@link #encrypted} handshake. */
  public boolean ciphered() {
    return ciphered;
  }

  /** What the peer said first. */
  public Handshake theirs() {
    return theirs;
  }

  /** What is accepted from the peer; to be narrowed as more becomes known. */
  public Limits limits() {
    return limits;
  }

  /** Who hears the peer from now on. */
  public void handler(PeerHandler handler) {
    this.handler = handler;
  }

  /**
   * Sends a message; nothing happens when the connection is over.
   *
   * @param message not a block
   */
  public void send(PeerMessage message) {
    if (message instanceof PeerMessage.Block) {
      throw new IllegalArgumentException("blocks go by sendBlocks");
    }
    if (!closing) {
      var unused = channel.write(message, channel.voidPromise());
      flushSoon();
    }
  }

  /**
   * Sends blocks.
   *
   * @param blocks framed; released here, whatever happens
   * @param left runs once the socket took all of them; never when the connection ends before
   */
  public void sendBlocks(OutgoingBlocks blocks, Runnable left) {
    if (closing) {
      blocks.release();
      return;
    }
    ChannelPromise written = blockPromise(blocks.length(), left);
    var unused = channel.write(blocks.buffer(), written);
    flushSoon();
  }

  /**
   * Sends a block from its file. Not for a {@link #ciphered} connection, whose bytes must be at
   * hand.
   *
   * @param block given up here, whatever happens
   * @param left runs once the socket took all of it; never when the connection ends before
   */
  public void sendBlock(int piece, int begin, FilePart block, Runnable left) {
    if (closing) {
      block.done().run();
      return;
    }
    var message = new FileBlock(piece, begin, new SharedRegion(block));
    ChannelPromise written = blockPromise(block.length(), left);
    written.addListener(
        done -> {
          if (done.cause() instanceof IOException e && !(e instanceof ClosedChannelException)) {
            dispatch(block.broken());
          }
        });
    var unused = channel.write(message, written);
    flushSoon();
  }

  /** Counts a block as waiting until the socket has taken it, or never will. */
  private ChannelPromise blockPromise(int length, Runnable left) {
    pendingBytes += length;
    ChannelPromise written = channel.newPromise();
    written.addListener(
        done -> {
          pendingBytes -= length;
          if (done.isSuccess()) {
            leftBytes += length;
            left(left);
          }
        });
    return written;
  }

  /** Bytes of blocks that were sent and that the socket has not taken yet. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Bytes of blocks that the socket has taken, with those of the one that is leaving, roughly. */
  public long takenBytes() {
    ChannelOutboundBuffer out = channel.channel().unsafe().outboundBuffer();
    return leftBytes + (out == null ? 0 : out.currentProgress());
  }

  /**
   * Whether little waits to be sent. Who answers at length asks before each answer, and goes on
   * later if not.
   */
  public boolean isWritable() {
    return !closing && channel.channel().isWritable();
  }

  /** Stops reading from the socket; what was read already is still handed up. */
  public void pauseReading() {
    paused = true;
    read();
  }

  /** Reads again. */
  public void resumeReading() {
    paused = false;
    read();
  }

  /** Ends it, and releases what waits to be sent. May be called again, which does nothing. */
  public void close() {
    close(null);
  }

  void close(Throwable reason) {
    if (!closing) {
      closing = true;
      cause = reason;
      channel.flush();
      var unused = channel.close();
    }
  }

  private void left(Runnable left) {
    if (gone.isEmpty()) {
      channel.executor().execute(this::tellLeft);
    }
    gone.add(left);
  }

  private void tellLeft() {
    dispatch(
        () -> {
          for (Runnable left = gone.poll(); left != null; left = gone.poll()) {
            left.run();
          }
        });
  }

  private void flushSoon() {
    if (!flushDue) {
      flushDue = true;
      channel.executor().execute(this::flush);
    }
  }

  private void flush() {
    flushDue = false;
    channel.flush();
    ChannelOutboundBuffer out = channel.channel().unsafe().outboundBuffer();
    if (!clogged && out != null && out.totalPendingWriteBytes() - pendingBytes > MAX_CONTROL) {
      clogged = true;
      read();
      // Taken by the socket when all that was sent before is.
      channel
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              taken -> {
                clogged = false;
                read();
              });
    }
  }

  private void read() {
    Channel socket = channel.channel();
    if (socket.isOpen()) {
      socket.config().setAutoRead(!paused && !clogged);
    }
  }

  /** Hands the connection over; nobody is left with one that nobody hears. */
  void introduce(Consumer<PeerConnection> to) {
    dispatch(() -> to.accept(this));
    if (handler == null) {
      close();
    }
  }

  /** Sends this node's handshake, ahead of all messages. */
  void sendFirst(ByteBuf handshake) {
    var unused = channel.write(handshake, channel.voidPromise());
    flushSoon();
  }

  /** Called by the pipeline. */
  void received(PeerMessage message) {
    if (message instanceof PeerMessage.Block block) {
      if (closing) {
        block.block().release();
      } else {
        Payload payload = new Payload(block.block());
        dispatch(() -> handler.block(block.piece(), block.begin(), payload));
      }
    } else if (!closing) {
      dispatch(() -> handler.message(message));
    }
  }

  /** Called by the pipeline once the socket is closed. */
  void ended() {
    closing = true;
    if (handler != null) {
      dispatch(() -> handler.closed(cause));
    }
  }

  /** A fault of the handler's ends its connection and is reported as every other on the context. */
  private void dispatch(Runnable call) {
    ContextInternal before = context.beginDispatch();
    try {
      call.run();
    } catch (RuntimeException bug) {
      close(bug);
      context.reportException(bug);
    } finally {
      context.endDispatch(before);
    }
  }
}
