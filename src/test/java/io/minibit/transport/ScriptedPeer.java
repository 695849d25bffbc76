package io.minibit.transport;

import io.minibit.wire.PeerMessage;
import io.vertx.core.Context;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** One end of a connection, in the hands of a test's thread: it reads what came, in order. */
final class ScriptedPeer implements PeerHandler {
  /** A copy of a block that came. */
  record Block(int piece, int begin, ByteBuffer bytes) {
    boolean isAll(int value) {
      byte[] same = new byte[bytes.remaining()];
      Arrays.fill(same, (byte) value);
      return ByteBuffer.wrap(same).equals(bytes);
    }
  }

  /** The end. */
  record Closed(Throwable cause) {}

  final PeerConnection connection;
  final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Context context;

  ScriptedPeer(Context context, PeerConnection connection) {
    this.context = context;
    this.connection = connection;
    connection.handler(this);
  }

  @Override
  public void message(PeerMessage message) {
    heard.add(message);
  }

  @Override
  public void block(int piece, int begin, Payload payload) {
    byte[] bytes = new byte[payload.length()];
    payload.nio().get(bytes);
    payload.release();
    heard.add(new Block(piece, begin, ByteBuffer.wrap(bytes)));
  }

  @Override
  public void closed(Throwable cause) {
    heard.add(new Closed(cause));
  }

  <T> T next(Class<T> type) throws InterruptedException {
    return type.cast(Loopback.poll(heard));
  }

  /** Runs it where the connection lives. */
  void then(Runnable step) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    context.runOnContext(
        now -> {
          step.run();
          done.countDown();
        });
    done.await();
  }

  void send(PeerMessage... messages) throws InterruptedException {
    then(() -> Arrays.stream(messages).forEach(connection::send));
  }

  /** A block of which all bytes are the same. */
  void sendBlock(int piece, int begin, int length, int value, Runnable left)
      throws InterruptedException {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    send(OutgoingBlocks.allocate(piece, begin, List.of(length)), ByteBuffer.wrap(bytes), left);
  }

  private void send(OutgoingBlocks blocks, ByteBuffer content, Runnable left)
      throws InterruptedException {
    blocks.content().put(content);
    blocks.frame();
    then(() -> connection.sendBlocks(blocks, left));
  }

  /** Neighbours, of which each has bytes that are its place among them, counted from 0. */
  void sendBlocks(int piece, int begin, List<Integer> lengths, Runnable left)
      throws InterruptedException {
    OutgoingBlocks blocks = OutgoingBlocks.allocate(piece, begin, lengths);
    ByteBuffer content = ByteBuffer.allocate(blocks.length());
    for (int i = 0; i < lengths.size(); i++) {
      for (int k = 0; k < lengths.get(i); k++) {
        content.put((byte) i);
      }
    }
    send(blocks, content.flip(), left);
  }

  /** Sends a block of any bytes; on the connection's context. */
  void sendAnyBlock(int length) {
    OutgoingBlocks block = OutgoingBlocks.allocate(0, 0, List.of(length));
    block.frame();
    connection.sendBlocks(block, () -> {});
  }
}
