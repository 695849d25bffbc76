package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** All peers of one torrent. */
final class Swarm {
  private final InfoHash infoHash;
  private final Map<PeerAddress, SwarmPeer> peers = new HashMap<>();
  private final Roster ipv4 = new Roster();
  private final Roster ipv6 = new Roster();
  private int completed;

  Swarm(InfoHash infoHash) {
    this.infoHash = infoHash;
  }

  InfoHash infoHash() {
    return infoHash;
  }

  int size() {
    return peers.size();
  }

  /** The peer, or null. */
  SwarmPeer get(PeerAddress address) {
    return peers.get(address);
  }

  SwarmPeer add(PeerAddress address, boolean seeder) {
    SwarmPeer peer = new SwarmPeer(address, this);
    peers.put(address, peer);
    roster(address).add(peer, seeder);
    return peer;
  }

  void remove(SwarmPeer peer) {
    peers.remove(peer.address);
    roster(peer.address).remove(peer);
  }

  boolean isSeeder(SwarmPeer peer) {
    return roster(peer.address).isSeeder(peer);
  }

  void become(SwarmPeer peer, boolean seeder) {
    Roster roster = roster(peer.address);
    if (roster.isSeeder(peer) != seeder) {
      roster.remove(peer);
      roster.add(peer, seeder);
    }
  }

  void completedOne() {
    completed++;
  }

  SwarmCounts counts() {
    return new SwarmCounts(
        ipv4.seeders() + ipv6.seeders(), completed, ipv4.leechers() + ipv6.leechers());
  }

  /** Draws by chance, of the asker's kind of address first. */
  List<PeerAddress> draw(
      PeersWanted wanted, SwarmPeer asker, boolean leechersFirst, RandomGenerator random) {
    Roster own = wanted.ipv6() ? ipv6 : ipv4;
    List<PeerAddress> drawn =
        new ArrayList<>(draw(own, wanted.limit(), asker, leechersFirst, random));
    if (wanted.bothKinds()) {
      Roster other = wanted.ipv6() ? ipv4 : ipv6;
      drawn.addAll(draw(other, wanted.limit() - drawn.size(), asker, leechersFirst, random));
    }
    return drawn;
  }

  /** The asker's position is that in its own roster, and means nothing in the other. */
  private List<PeerAddress> draw(
      Roster roster, int limit, SwarmPeer asker, boolean leechersFirst, RandomGenerator random) {
    boolean within = asker != null && roster(asker.address) == roster;
    return roster.draw(limit, within ? asker : null, leechersFirst, random);
  }

  private Roster roster(PeerAddress address) {
    return address.address() instanceof Inet4Address ? ipv4 : ipv6;
  }
}
