package io.minibit.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** One end of a connection, with what its node must know to keep the rules of the protocol. */
final class Connection {
  /** Something to send: its size, what happens when it has left, and when it arrives. */
  record Frame(int bytes, Runnable sent, Runnable delivery) {}

  private final Node node;
  private final boolean fast;
  private final Deque<Frame> frames = new ArrayDeque<>();

  /** Requests without an answer, and when they were sent. */
  final Map<Long, Long> unanswered = new HashMap<>();

  final Set<Integer> allowedFast = new HashSet<>();
  boolean choked = true;
  int handle = -1;
  boolean open = true;
  private Connection remote;

  /** Frames that have not arrived. */
  private int underWay;

  /** When the last message that slipped through arrives. */
  private long arrivesAt;

  Connection(Node node, boolean fast) {
    this.node = node;
    this.fast = fast;
  }

  static Connection pair(Node a, Node b, boolean fast) {
    Connection near = new Connection(a, fast);
    near.remote = new Connection(b, fast);
    near.remote.remote = near;
    return near;
  }

  boolean isFast() {
    return fast;
  }

  Node node() {
    return node;
  }

  Connection remote() {
    return remote;
  }

  /** Sends a message at once if nothing of ours is before it. */
  void slip(int bytes, Runnable delivery) {
    if (underWay > 0 || !node.world().isCoarse()) {
      send(bytes, () -> {}, delivery);
      return;
    }
    arrivesAt = Math.max(arrivesAt, node.wire().slip(bytes, remote.node.wire()));
    node.world()
        .events()
        .at(
            arrivesAt,
            () -> {
              if (remote.open) {
                delivery.run();
              }
            });
  }

  void send(int bytes, Runnable sent, Runnable delivery) {
    underWay++;
    frames.add(
        new Frame(
            bytes,
            sent,
            () -> {
              underWay--;
              if (remote.open) {
                delivery.run();
              }
            }));
    if (frames.size() == 1) {
      node.wire().ready(this);
    }
  }

  /** The first frame stays in the queue until it has left, so that nobody queues us twice. */
  Frame nextFrame() {
    Frame first = frames.peek();
    Runnable sent = first.sent();
    return new Frame(
        first.bytes(),
        () -> {
          sent.run();
          frames.poll();
        },
        first.delivery());
  }

  boolean hasFrames() {
    return !frames.isEmpty();
  }
}
