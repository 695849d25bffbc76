package io.minibit.tracker.server;

import java.util.random.RandomGenerator;

/**
 * Reads what announces that come next will need, so that a processor fetches all of that from
 * memory at the same time, and not for one after the other: that is most of what an announce costs
 * in a large table. From a shard to the slots of a set each step is in another place of memory and
 * known only after the one before; so each step is made for all before the next one. Whom an
 * announce is told of is left to chance, which therefore has to speak beforehand.
 *
 * <p>Takes no lock and may see any mixture of old and new; what it reads means nothing. For one
 * thread.
 */
final class Glances {
  /** As many as a socket is read for at once. */
  private static final int MOST = 32;

  /** A draw has a few slots more or less to read than there should be by the average. */
  private static final int SPARE = 8;

  private static final int SETS = 2;

  private final SwarmTable table;
  private final RandomGenerator random;
  private final long[] hashes = new long[MOST];
  private final SwarmShard[] shards = new SwarmShard[MOST];
  private final long[] addresses = new long[MOST];
  private final long[] high = new long[MOST];
  private final long[] low = new long[MOST];
  private final boolean[] ipv6 = new boolean[MOST];
  private final boolean[] seeders = new boolean[MOST];
  private final int[] limits = new int[MOST];
  private final long[] chances = new long[MOST];
  private final Swarm[] swarms = new Swarm[MOST];
  private final PeerSet[] sets = new PeerSet[SETS * MOST];
  private final long[][] slots = new long[SETS * MOST][];
  private int count;
  private int ready;
  private int taken;

  /** Without it a compiler would see that nobody needs what was read. */
  @SuppressWarnings("UnusedVariable")
  private long seen;

  /**
   * Glances at a table.
   *
   * @param random chooses among peers
   */
  Glances(SwarmTable table, RandomGenerator random) {
    this.table = table;
    this.random = random;
  }

  /** Notes an announce that will be told of so many peers at most. */
  void add(AnnounceCall call, int limit) {
    if (count < MOST) {
      hashes[count] = call.hashHead();
      addresses[count] = call.addressWord();
      high[count] = call.high();
      low[count] = call.low();
      ipv6[count] = call.isIpv6();
      seeders[count] = call.isSeeder();
      limits[count] = limit;
      chances[count] = random.nextLong();
      shards[count] = table.shard(call);
      swarms[count] = shards[count].glance(call.hashHead());
      count++;
    }
  }

  /** Reads what those that were noted need, and forgets them but for their chances. */
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
      sum += slots[i] == null ? 0 : slots[i].length;
    }
    for (int i = 0; i < count; i++) {
      sum += read(i);
    }
    seen = sum;
    ready = count;
    taken = 0;
    count = 0;
  }

  /** The chance of the next one of those that were looked for, in their order. */
  long chance() {
    return taken < ready ? chances[taken++] : random.nextLong();
  }

  private long read(int asker) {
    PeerSet lacking = sets[SETS * asker];
    PeerSet having = sets[SETS * asker + 1];
    int of = (lacking == null ? 0 : lacking.size()) + (having == null ? 0 : having.size());
    int limit = limits[asker];
    long sum = 0;
    if (lacking != null) {
      int first = seeders[asker] ? lacking.size() : of;
      sum += read(asker, false, limit, first);
    }
    if (having != null) {
      int rest = seeders[asker] ? limit - (of - having.size()) : limit;
      sum += read(asker, true, rest, seeders[asker] ? having.size() : of);
    }
    return sum;
  }

  /** Reads a set, of which about its part of the limit will be drawn. */
  private long read(int asker, boolean all, int limit, int of) {
    PeerSet set = sets[SETS * asker + (all ? 1 : 0)];
    long[] words = slots[SETS * asker + (all ? 1 : 0)];
    long sum = set.glance(addresses[asker], high[asker], low[asker], words);
    if (limit <= 0 || of <= 0) {
      return sum;
    }
    int share = of <= limit ? limit : (int) ((long) limit * set.size() / of);
    int enough = (int) Math.min(set.capacity(), (long) limit * set.capacity() / of + SPARE);
    long chance = PeerDraw.chance(chances[asker], Swarm.number(all, ipv6[asker]));
    return sum + set.glance(share, chance, words, enough);
  }
}
