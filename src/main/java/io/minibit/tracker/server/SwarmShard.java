package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AnnounceEvent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some of the swarms of a {@link SwarmTable}: a hash table with open addressing and linear probing.
 * A swarm that nobody is in is forgotten at once.
 *
 * <p>Thread-safe by its own lock, which is held for an announce or a slice of a sweep:
 * microseconds. There are so many shards that two threads rarely want the same.
 */
final class SwarmShard {
  private static final int INITIAL_SLOTS = 4;

  /** Slots worth of work to come by a swarm, whose parts lie anywhere in memory. */
  private static final int SWARM_COST = 8;

  private final SwarmTable.Limits limits;
  private final Ticks ticks;
  private final long secret;
  private final AtomicInteger allSwarms;
  private final AtomicInteger allPeers;

  private Swarm[] slots = new Swarm[INITIAL_SLOTS];
  private int size;

  /**
   * Where the next slice of the sweep begins: a slot of this table, and a position in its swarm.
   */
  private int sweptTo;

  private long sweptInSwarm;

  /**
   * An empty shard.
   *
   * @param allSwarms counts the swarms of all shards together, likewise the peers
   */
  SwarmShard(
      SwarmTable.Limits limits,
      Ticks ticks,
      long secret,
      AtomicInteger allSwarms,
      AtomicInteger allPeers) {
    this.limits = limits;
    this.ticks = ticks;
    this.secret = secret;
    this.allSwarms = allSwarms;
    this.allPeers = allPeers;
  }

  /** What is in the first slot where a swarm may be. Without the lock, see {@link Glances}. */
  Swarm glance(long hashHead) {
    Swarm[] now = slots;
    return now[mixed(hashHead) & now.length - 1];
  }

  /** A swarm, or null; by the beginning of its hash alone. Without the lock. */
  Swarm find(long hashHead) {
    Swarm[] now = slots;
    int slot = mixed(hashHead) & now.length - 1;
    Swarm swarm = now[slot];
    while (swarm != null && swarm.hashHead() != hashHead) {
      slot = slot + 1 & now.length - 1;
      swarm = now[slot];
    }
    return swarm;
  }

  synchronized void announce(AnnounceCall call, PeerDraw draw, int tick) {
    int slot = find(call);
    Swarm swarm = slots[slot];
    if (call.event() == AnnounceEvent.STOPPED) {
      stop(call, slot);
      return;
    }
    boolean room = allPeers.get() < limits.peers();
    if (swarm == null) {
      if (!room || allSwarms.get() >= limits.swarms()) {
        call.refuse();
        return;
      }
      swarm = new Swarm(call);
      insert(swarm, slot);
    }
    int before = swarm.size();
    boolean listed = swarm.take(call, tick, secret, room && before < limits.peersPerSwarm());
    if (swarm.size() != before) {
      allPeers.incrementAndGet();
    }
    serve(call, swarm, listed);
    swarm.draw(call, draw, ticks, tick);
  }

  /** Tells the counts; makes no swarm. */
  synchronized void scrape(AnnounceCall call) {
    serve(call, slots[find(call)], false);
  }

  /** Draws without an announce. */
  synchronized void draw(AnnounceCall call, PeerDraw draw, int tick) {
    Swarm swarm = slots[find(call)];
    serve(call, swarm, false);
    if (swarm != null) {
      swarm.draw(call, draw, ticks, tick);
    }
  }

  /**
   * Drops who was silent for too long, going on where it stopped.
   *
   * @param budget how many slots to look at, about
   * @return what is left of the budget, or -1 when there is more to look at in here
   */
  synchronized int sweep(int budget, int tick) {
    int left = budget;
    while (sweptTo < slots.length) {
      if (left <= 0) {
        return -1;
      }
      Swarm swarm = slots[sweptTo];
      if (swarm == null) {
        sweptTo++;
        left--;
        continue;
      }
      int before = swarm.size();
      int cost = SWARM_COST + Math.min(left, swarm.slots());
      sweptInSwarm = swarm.sweep(sweptInSwarm, left, ticks, tick);
      allPeers.addAndGet(swarm.size() - before);
      left -= cost;
      if (sweptInSwarm >= 0) {
        return -1;
      }
      sweptInSwarm = 0;
      if (swarm.size() == 0) {
        removeAt(sweptTo); // Which may put another one there.
      } else {
        sweptTo++;
      }
    }
    sweptTo = 0;
    return Math.max(0, left);
  }

  /**
   * Notes all peers of some swarms, until the log has a batch.
   *
   * @param from where to begin; a table that grows meanwhile may have some left out or twice
   * @return where to go on, or -1 at the end
   */
  synchronized int dump(int from, AnnounceCall call, ChangeLog log) {
    for (int slot = from; slot < slots.length; slot++) {
      if (log.isFull()) {
        return slot;
      }
      if (slots[slot] != null) {
        slots[slot].dump(call, log);
      }
    }
    return -1;
  }

  private void stop(AnnounceCall call, int slot) {
    Swarm swarm = slots[slot];
    if (swarm != null && swarm.remove(call)) {
      allPeers.decrementAndGet();
    }
    serve(call, swarm, false);
    if (swarm != null && swarm.size() == 0) {
      removeAt(slot);
    }
  }

  private static void serve(AnnounceCall call, Swarm swarm, boolean listed) {
    if (swarm == null) {
      call.serve(false, 0, 0, 0);
    } else {
      call.serve(listed, swarm.seederCount(), swarm.leecherCount(), swarm.completed());
    }
  }

  /** The slot of the swarm, or the free one where it would be. */
  private int find(AnnounceCall call) {
    int slot = home(call.hashHead());
    while (slots[slot] != null && !slots[slot].isOf(call)) {
      slot = next(slot);
    }
    return slot;
  }

  private void insert(Swarm swarm, int slot) {
    slots[slot] = swarm;
    size++;
    allSwarms.incrementAndGet();
    if (size > slots.length / 4 * 3) {
      resize(slots.length * 2);
    }
  }

  private void removeAt(int removed) {
    int hole = removed;
    for (int slot = next(removed); slots[slot] != null; slot = next(slot)) {
      int mask = slots.length - 1;
      int home = home(slots[slot].hashHead());
      if ((slot - home & mask) >= (slot - hole & mask)) {
        slots[hole] = slots[slot];
        hole = slot;
      }
    }
    slots[hole] = null;
    size--;
    allSwarms.decrementAndGet();
    if (slots.length > INITIAL_SLOTS && size < slots.length / 8) {
      resize(slots.length / 2);
    }
  }

  private void resize(int length) {
    Swarm[] old = slots;
    slots = new Swarm[length];
    for (Swarm swarm : old) {
      if (swarm != null) {
        int slot = home(swarm.hashHead());
        while (slots[slot] != null) {
          slot = next(slot);
        }
        slots[slot] = swarm;
      }
    }
    sweptTo = 0; // What was swept and what was not is anywhere now.
    sweptInSwarm = 0;
  }

  private int next(int slot) {
    return slot + 1 & slots.length - 1;
  }

  private int home(long hashHead) {
    return mixed(hashHead) & slots.length - 1;
  }

  private int mixed(long hashHead) {
    return (int) Hashing.mix(hashHead ^ secret);
  }
}
