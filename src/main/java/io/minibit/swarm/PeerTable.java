package io.minibit.swarm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The connected peers, by small handles that are used again. */
final class PeerTable {
  private final List<SwarmPeer> byHandle = new ArrayList<>();
  private final List<SwarmPeer> connected = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();

  int nextHandle() {
    if (free.isEmpty()) {
      byHandle.add(null);
      return byHandle.size() - 1;
    }
    return free.poll();
  }

  void add(SwarmPeer peer) {
    byHandle.set(peer.handle, peer);
    connected.add(peer);
  }

  void remove(SwarmPeer peer) {
    byHandle.set(peer.handle, null);
    connected.remove(peer);
    free.add(peer.handle);
  }

  /** The peer of a handle, or null if it has gone. */
  SwarmPeer get(int handle) {
    return byHandle.get(handle);
  }

  int size() {
    return connected.size();
  }

  /** The i-th of those connected; the order changes only when one joins or leaves. */
  SwarmPeer at(int i) {
    return connected.get(i);
  }
}
