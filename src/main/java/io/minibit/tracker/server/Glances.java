package io.minibit.tracker.server;

/**
 * Reads what announces that come next will need, so that a processor fetches all of that from
 * memory at the same time, and not for one after the other: that is most of what an announce costs
 * in a large table. From a shard to the slots of a set each step is in another place of memory and
 * known only after the one before; so each step is made for all before the next one.
 *
 * <p>Takes no lock and may see any mixture of old and new; what it reads means nothing. For one
 * thread.
 */
final class Glances {
  /** As many as a socket is read for at once. */
  private static final int MOST = 64;

  /** Sets of so many words are drawn from in every part. */
  private static final int SMALL = 256;

  private static final int CACHE_LINE = 8;
  private static final int SETS = 2;

  private final SwarmTable table;
  private final long[] hashes = new long[MOST];
  private final SwarmShard[] shards = new SwarmShard[MOST];
  private final long[] addresses = new long[MOST];
  private final long[] high = new long[MOST];
  private final long[] low = new long[MOST];
  private final boolean[] ipv6 = new boolean[MOST];
  private final Swarm[] swarms = new Swarm[MOST];
  private final PeerSet[] sets = new PeerSet[SETS * MOST];
  private final long[][] slots = new long[SETS * MOST][];
  private int count;

  /** Without it a compiler would see that nobody needs what was read. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  Glances(SwarmTable table) {
    this.table = table;
  }

  /** Notes an announce. */
  void add(AnnounceCall call) {
    if (count < MOST) {
      hashes[count] = call.hashHead();
      addresses[count] = call.addressWord();
      high[count] = call.high();
      low[count] = call.low();
      ipv6[count] = call.isIpv6();
      shards[count] = table.shard(call);
      swarms[count] = shards[count].glance(call.hashHead());
      count++;
    }
  }

  /** Reads what those that were noted need, and forgets them. */
  void look() {
    for (int i = 0; i < count; i++) {
      Swarm first = swarms[i];
      Swarm swarm =
          first == null || first.hashHead() == hashes[i] ? first : shards[i].find(hashes[i]);
      sets[SETS * i] = swarm == null ? null : swarm.glance(false, ipv6[i]);
      sets[SETS * i + 1] = swarm == null ? null : swarm.glance(true, ipv6[i]);
    }
    for (int i = 0; i < SETS * count; i++) {
      slots[i] = sets[i] == null ? null : sets[i].glance();
    }
    long sum = 0;
    for (int i = 0; i < SETS * count; i++) {
      if (slots[i] != null) {
        sum += read(i / SETS, sets[i], slots[i]);
      }
    }
    seen = sum;
    count = 0;
  }

  private long read(int asker, PeerSet set, long[] slots) {
    long sum = slots[set.glance(addresses[asker], high[asker], low[asker], slots)];
    if (slots.length <= SMALL) {
      for (int at = 0; at < slots.length; at += CACHE_LINE) {
        sum += slots[at];
      }
    }
    return sum;
  }
}
