package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who is in which BitTorrent swarm. A peer is an address and a port in one swarm; it stays until it
 * says that it leaves, or did not announce for longer than the timeout. A swarm is there while it
 * has peers. The 20 bytes of an info hash are all that it goes by, so the two versions of a hybrid
 * are two swarms.
 *
 * <p>All peers stand in the order in which they announced, so dropping the old costs only what is
 * dropped, and a sweep can stop anywhere and go on later. Strangers decide what is in here, hence
 * the limits: a full swarm is still answered from but lists nobody new, a full table takes no new
 * swarm.
 *
 * <p>Not thread-safe: one owner. Times are milliseconds of any clock that never goes back.
 */
public final class SwarmTable {
  /** At about 400 bytes each, 50 MiB. */
  public static final int MAX_SWARMS = 131_072;

  /** In all swarms; at about 250 bytes each, 63 MiB. */
  public static final int MAX_PEERS = 262_144;

  /** Nobody needs to choose among more, and no torrent pushes out the others. */
  public static final int MAX_PEERS_PER_SWARM = 65_536;

  /** Peers dropped in one go: well under a millisecond. */
  static final int SLICE = 1000;

  private final long timeoutMillis;
  private final RandomGenerator random;
  private final Map<InfoHash, Swarm> swarms = new HashMap<>();

  /** Longest silent first. */
  private final LinkedHashSet<SwarmPeer> peers = new LinkedHashSet<>();

  /**
   * An empty table.
   *
   * @param timeoutMillis a peer silent for longer is dropped
   * @param random chooses among peers
   */
  public SwarmTable(long timeoutMillis, RandomGenerator random) {
    this.timeoutMillis = timeoutMillis;
    this.random = random;
  }

  /** How full the table is; a peer counts once for each of its swarms. */
  public record Size(int swarms, int peers) {}

  /**
   * What came of an announce.
   *
   * @param listed whether the peer is in the table now; false where it is full
   * @param counts of the swarm
   * @param peers drawn by chance, the asker left out
   */
  record Announced(boolean listed, SwarmCounts counts, List<PeerAddress> peers) {}

  /**
   * Takes an announce.
   *
   * @return empty when there is no such swarm and no room for another
   */
  Optional<Announced> announce(
      InfoHash infoHash,
      PeerAddress address,
      boolean seeder,
      AnnounceEvent event,
      PeersWanted wanted,
      long now) {
    sweep(now);
    Swarm swarm = swarms.get(infoHash);
    if (event == AnnounceEvent.STOPPED) {
      return Optional.of(stop(swarm, address));
    }
    if (swarm == null) {
      if (swarms.size() >= MAX_SWARMS || peers.size() >= MAX_PEERS) {
        return Optional.empty();
      }
      swarm = new Swarm(infoHash);
      swarms.put(infoHash, swarm);
    }
    SwarmPeer peer = swarm.get(address);
    boolean hadAll = peer != null && swarm.isSeeder(peer);
    if (peer != null) {
      peers.remove(peer); // Put again it stands last.
      swarm.become(peer, seeder);
    } else if (swarm.size() < MAX_PEERS_PER_SWARM && peers.size() < MAX_PEERS) {
      peer = swarm.add(address, seeder);
    }
    if (event == AnnounceEvent.COMPLETED && seeder && !hadAll) {
      swarm.completedOne();
    }
    if (peer != null) {
      peer.seen = now;
      peers.add(peer);
    }
    return Optional.of(
        new Announced(peer != null, swarm.counts(), swarm.draw(wanted, peer, seeder, random)));
  }

  /** The counts of a swarm; all 0 when there is none, and none is made. */
  public SwarmCounts counts(InfoHash infoHash, long now) {
    sweep(now);
    Swarm swarm = swarms.get(infoHash);
    return swarm == null ? SwarmCounts.NONE : swarm.counts();
  }

  /** Some of the peers of a swarm, drawn by chance. */
  public List<PeerAddress> peers(InfoHash infoHash, int limit, long now) {
    sweep(now);
    Swarm swarm = swarms.get(infoHash);
    return swarm == null
        ? List.of()
        : swarm.draw(new PeersWanted(limit, false, true), null, false, random);
  }

  /** How full it is. */
  public Size size() {
    return new Size(swarms.size(), peers.size());
  }

  /**
   * Drops peers that were silent for too long, a slice of them.
   *
   * @return whether there may be more
   */
  public boolean sweep(long now) {
    Iterator<SwarmPeer> oldest = peers.iterator();
    for (int dropped = 0; dropped < SLICE; dropped++) {
      SwarmPeer peer = oldest.hasNext() ? oldest.next() : null;
      if (peer == null || now - peer.seen <= timeoutMillis) {
        return false;
      }
      oldest.remove();
      forget(peer);
    }
    return true;
  }

  private Announced stop(Swarm swarm, PeerAddress address) {
    SwarmPeer peer = swarm == null ? null : swarm.get(address);
    if (peer != null) {
      peers.remove(peer);
      forget(peer);
    }
    return new Announced(false, swarm == null ? SwarmCounts.NONE : swarm.counts(), List.of());
  }

  private void forget(SwarmPeer peer) {
    peer.swarm.remove(peer);
    if (peer.swarm.size() == 0) {
      swarms.remove(peer.swarm.infoHash());
    }
  }
}
