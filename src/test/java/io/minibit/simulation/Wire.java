package io.minibit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A node's uplink and downlink. The uplink sends the frames of its connections in turns, one at a
 * time, which shares it fairly; the downlink takes frames as they arrive. Each connection keeps its
 * order, as TCP does.
 */
final class Wire {
  private static final double NANOS = 1e9;

  private final EventQueue events;
  private final double up;
  private final double down;
  private final long delay;
  private final Deque<Connection> turns = new ArrayDeque<>();
  private boolean sending;
  private long downFreeAt;
  private long sentBytes;

  /** Bytes of control messages that the next frame takes the time of. */
  private int slipped;

  Wire(EventQueue events, double up, double down, long delay) {
    this.events = events;
    this.up = up;
    this.down = down;
    this.delay = delay;
  }

  long sentBytes() {
    return sentBytes;
  }

  /** A connection has something to send. */
  void ready(Connection connection) {
    turns.add(connection);
    if (!sending) {
      sendNext();
    }
  }

  /**
   * A few bytes leave between the packets of others' blocks: one event instead of three, which is
   * what lets ten thousand nodes talk. They take their time of the uplink from the next block.
   *
   * @return when they arrive
   */
  long slip(int bytes, Wire to) {
    slipped += bytes;
    sentBytes += bytes;
    return events.now() + (long) (bytes * NANOS / up) + delay + to.delay;
  }

  private void sendNext() {
    Connection connection = turns.poll();
    sending = connection != null;
    if (connection == null) {
      return;
    }
    Connection.Frame frame = connection.nextFrame();
    long duration = (long) ((frame.bytes() + slipped) * NANOS / up);
    slipped = 0;
    events.in(
        duration,
        () -> {
          sentBytes += frame.bytes();
          frame.sent().run();
          Wire to = connection.remote().node().wire();
          events.in(delay + to.delay, () -> to.arrive(frame));
          if (connection.hasFrames()) {
            turns.add(connection);
          }
          sendNext();
        });
  }

  private void arrive(Connection.Frame frame) {
    downFreeAt = Math.max(downFreeAt, events.now()) + (long) (frame.bytes() * NANOS / down);
    events.at(downFreeAt, frame.delivery());
  }
}
