package io.minibit.swarm;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the rules want done: passes messages on, remembers when each peer was last sent one, and
 * puts drops off until the event that caused them is worked through.
 */
final class Outbox {
  private record Drop(SwarmPeer peer, DropReason reason) {}

  private final SwarmActions actions;
  private final Deque<Drop> drops = new ArrayDeque<>();
  private long now;

  Outbox(SwarmActions actions) {
    this.actions = actions;
  }

  void at(long time) {
    now = time;
  }

  SwarmActions to(SwarmPeer peer) {
    peer.sentAt = now;
    return actions;
  }

  void verify(int piece) {
    actions.verify(piece);
  }

  void complete() {
    actions.complete();
  }

  /** Ends a connection after the present event; the first reason stands. */
  void drop(SwarmPeer peer, DropReason reason) {
    if (peer.connected) {
      peer.connected = false;
      drops.add(new Drop(peer, reason));
    }
  }

  /**
   * The next peer to take out of all tables, told to the outside already; null if there is none.
   */
  SwarmPeer nextDropped() {
    Drop drop = drops.poll();
    if (drop == null) {
      return null;
    }
    actions.drop(drop.peer.handle, drop.reason);
    return drop.peer;
  }
}
