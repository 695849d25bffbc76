package io.minibit.tracker.server;

import io.minibit.tracker.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The peers of one swarm and one kind of address, leechers before seeders, so that either and both
 * can be drawn from by number. Every change moves at most two peers.
 */
final class Roster {
  private final List<SwarmPeer> peers = new ArrayList<>();
  private int leechers;

  int size() {
    return peers.size();
  }

  int leechers() {
    return leechers;
  }

  int seeders() {
    return peers.size() - leechers;
  }

  void add(SwarmPeer peer, boolean seeder) {
    peers.add(peer);
    peer.position = peers.size() - 1;
    if (!seeder) {
      swap(peer.position, leechers++);
    }
  }

  void remove(SwarmPeer peer) {
    if (peer.position < leechers) {
      swap(peer.position, --leechers);
    }
    swap(peer.position, peers.size() - 1);
    peers.remove(peers.size() - 1);
    peer.position = -1;
  }

  boolean isSeeder(SwarmPeer peer) {
    return peer.position >= leechers;
  }

  /**
   * Draws by chance.
   *
   * @param limit how many at most
   * @param asker is left out; null for one who is not in here
   * @param leechersFirst whether a seeder asks, who has no use for others
   */
  List<PeerAddress> draw(
      int limit, SwarmPeer asker, boolean leechersFirst, RandomGenerator random) {
    List<PeerAddress> drawn = new ArrayList<>();
    if (leechersFirst) {
      draw(0, leechers, limit, asker, random, drawn);
      draw(leechers, peers.size(), limit - drawn.size(), asker, random, drawn);
    } else {
      draw(0, peers.size(), limit, asker, random, drawn);
    }
    return drawn;
  }

  /** Robert Floyd's sampling: each set of so many is as likely as any other, in as many steps. */
  private void draw(
      int from,
      int to,
      int limit,
      SwarmPeer asker,
      RandomGenerator random,
      List<PeerAddress> drawn) {
    boolean within = asker != null && asker.position >= from && asker.position < to;
    int size = to - from - (within ? 1 : 0);
    Set<Integer> chosen = new HashSet<>();
    for (int bound = size - Math.min(limit, size); bound < size; bound++) {
      int choice = random.nextInt(bound + 1);
      if (!chosen.add(choice)) {
        choice = bound;
        chosen.add(choice);
      }
      int position = from + choice;
      drawn.add(peers.get(within && position >= asker.position ? position + 1 : position).address);
    }
  }

  private void swap(int a, int b) {
    SwarmPeer first = peers.get(a);
    SwarmPeer second = peers.get(b);
    peers.set(a, second);
    peers.set(b, first);
    second.position = a;
    first.position = b;
  }
}
