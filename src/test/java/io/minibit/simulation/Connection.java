package io.minibit.simulation;

import io.minibit.metainfo.PieceGeometry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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

  /**
   * What leaves at the next turn: one block, or as many small messages as take no longer. They stay
   * in the queue until they have left, so that nobody queues us twice.
   */
  Frame nextFrame() {
    List<Frame> together = new ArrayList<>();
    int bytes = 0;
    for (Frame frame : frames) {
      if (!together.isEmpty() && bytes + frame.bytes() > PieceGeometry.BLOCK_LENGTH) {
        break;
      }
      together.add(frame);
      bytes += frame.bytes();
    }
    return new Frame(
        bytes,
        () -> {
          for (Frame frame : together) {
            frame.sent().run();
            frames.poll();
          }
        },
        () -> together.forEach(frame -> frame.delivery().run()));
  }

  boolean hasFrames() {
    return !frames.isEmpty();
  }
}
