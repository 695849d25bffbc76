package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.transport.Payload;
import io.minibit.transport.PeerConnection;
import io.minibit.transport.PeerHandler;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Context;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A connection of ours that decides nothing: the test reads what came, in order. */
final class WirePeer implements PeerHandler {
  private static final long PATIENCE_SECONDS = 30;

  /** A copy of a block that came. */
  record Block(int piece, int begin, ByteBuffer bytes) {}

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final Context context;
  private final PeerConnection connection;

  WirePeer(Context context, PeerConnection connection) {
    this.context = context;
    this.connection = connection;
    connection.handler(this);
  }

  PeerConnection connection() {
    return connection;
  }

  void send(PeerMessage message) {
    context.runOnContext(now -> connection.send(message));
  }

  @Override
  public void message(PeerMessage message) {
    heard.add(message);
  }

  @Override
  public void block(int piece, int begin, Payload payload) {
    ByteBuffer copy = ByteBuffer.allocate(payload.length()).put(payload.nio()).flip();
    payload.release();
    heard.add(new Block(piece, begin, copy));
  }

  @Override
  public void closed(Throwable cause) {
    heard.add(new IllegalStateException("the connection is closed", cause));
  }

  /** The next of that type that is as wanted; what comes before it is passed over. */
  <T> T await(Class<T> type, Predicate<T> wanted) throws InterruptedException {
    while (true) {
      Object next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("a " + type.getSimpleName()).isNotNull();
      if (next instanceof Throwable fault) {
        throw new AssertionError("waiting for a " + type.getSimpleName(), fault);
      }
      if (type.isInstance(next) && wanted.test(type.cast(next))) {
        return type.cast(next);
      }
    }
  }

  <T> T await(Class<T> type) throws InterruptedException {
    return await(type, any -> true);
  }
}
