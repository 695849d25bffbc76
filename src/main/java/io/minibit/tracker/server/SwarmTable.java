package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AnnounceEvent;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * Who is in which BitTorrent swarm. A peer is an address and a port in one swarm; it stays until it
 * says that it leaves, or did not announce for longer than the timeout. A swarm is there while it
 * has peers. The 20 bytes of an info hash are all that it goes by, so the two versions of a hybrid
 * are two swarms.
 *
 * <p>Made for tens of millions of peers: they stand packed in arrays of primitives ({@link
 * PeerSet}), 10 to 15 bytes for one of IPv4, and an announce of a peer that is known allocates
 * nothing. Strangers decide what is in here, hence the limits: a full swarm is still answered from
 * but lists nobody new, a full table takes no new swarm.
 *
 * <p>Those that are silent for too long are not told of any more, and are counted until the next
 * {@link #sweep} comes by. That goes in slices, so that it never keeps an announce waiting for
 * long, and has to come around within three timeouts.
 *
 * <p>Thread-safe: swarms are spread over shards, each with a lock of its own. Times are
 * milliseconds of any clock that never goes back.
 */
public final class SwarmTable {
  /** A power of two; many more than threads, and so many that each grows in less than 1 ms. */
  private static final int SHARDS = 256;

  /** Slots that a slice of a sweep looks at: 50 microseconds. */
  static final int SLICE = 16_384;

  private final SwarmShard[] shards = new SwarmShard[SHARDS];
  private final AtomicInteger swarms = new AtomicInteger();
  private final AtomicInteger peers = new AtomicInteger();
  private final Ticks ticks;
  private final long secret;

  /** The shard that the sweep is in; the sweeper's alone. */
  private int sweeping;

  /**
   * An empty table.
   *
   * @param timeoutMillis a peer silent for longer is dropped
   * @param secrets so that strangers cannot choose what lies together
   */
  public SwarmTable(long timeoutMillis, Limits limits, RandomGenerator secrets) {
    this.ticks = new Ticks(timeoutMillis);
    this.secret = secrets.nextLong();
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new SwarmShard(limits, ticks, secrets.nextLong(), swarms, peers);
    }
  }

  /**
   * How much may be in a table.
   *
   * @param swarms at some 120 bytes each, and the peers
   * @param peers in all swarms together, at up to 15 bytes each, or 45 of IPv6
   * @param peersPerSwarm no torrent pushes out the others
   */
  public record Limits(int swarms, int peers, int peersPerSwarm) {}

  /** How full the table is; a peer counts once for each of its swarms. */
  public record Size(int swarms, int peers) {}

  /** Takes an announce and draws peers for it; for one that stops, none. */
  void announce(AnnounceCall call, PeerDraw draw, long now) {
    shard(call).announce(call, draw, ticks.at(now));
  }

  /** Tells the counts of a swarm; all 0 when there is none, and none is made. */
  void scrape(AnnounceCall call) {
    shard(call).scrape(call);
  }

  /** Tells the counts of a swarm, and draws of its peers, for one who is not in it. */
  void draw(AnnounceCall call, PeerDraw draw, long now) {
    call.peer(0, false, AnnounceEvent.NONE);
    shard(call).draw(call, draw, ticks.at(now));
  }

  /** How full it is. */
  public Size size() {
    return new Size(swarms.get(), peers.get());
  }

  /**
   * Drops peers that were silent for too long, a slice of them. One thread at a time.
   *
   * @return whether there is more to look at until all has been
   */
  public boolean sweep(long now) {
    int left = SLICE;
    while (left > 0) {
      left = shards[sweeping].sweep(left, ticks.at(now));
      if (left >= 0) {
        sweeping = (sweeping + 1) % SHARDS;
        if (sweeping == 0) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Notes some of the peers as if they announced now.
   *
   * @param cursor {@link Replica#BEGIN} or what the call before answered
   * @return where to go on, or {@link Replica#END}
   */
  long dump(long cursor, AnnounceCall call, ChangeLog log) {
    int shard = (int) (cursor >>> 32);
    int next = shard < SHARDS ? shards[shard].dump((int) cursor, call, log) : -1;
    if (next >= 0) {
      return ((long) shard << 32) | next;
    }
    return shard + 1 < SHARDS ? (long) (shard + 1) << 32 : Replica.END;
  }

  SwarmShard shard(AnnounceCall call) {
    return shards[(int) (Hashing.mix(call.hashHead() ^ secret) >>> 56)];
  }
}
