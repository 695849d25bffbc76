package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AnnounceEvent;
import java.nio.ByteBuffer;

/**
 * All peers of one torrent, in four sets by what they have and how they are reached; a set that
 * nobody is in does not exist.
 *
 * <p>Not thread-safe: guarded by its {@link SwarmShard}.
 */
final class Swarm {
  /** Of peers, by two bits: whether they have all, and whether they are reached by IPv6. */
  private static final int SETS = 4;

  private static final int HAVING = 1;
  private static final int IPV6 = 2;

  /** What {@link PeerDraw#chance(int)} is asked for, beside the number of a set. */
  private static final int SHARE = SETS;

  private final long hashHead;
  private final long hashMiddle;
  private final int hashTail;
  private PeerSet leechers;
  private PeerSet seeders;
  private PeerSet leechers6;
  private PeerSet seeders6;
  private int completed;

  Swarm(AnnounceCall first) {
    this.hashHead = first.hashHead();
    this.hashMiddle = first.hashMiddle();
    this.hashTail = first.hashTail();
  }

  boolean isOf(AnnounceCall call) {
    return hashHead == call.hashHead()
        && hashMiddle == call.hashMiddle()
        && hashTail == call.hashTail();
  }

  /** All of the info hash that is looked at to find it. */
  long hashHead() {
    return hashHead;
  }

  /** Peers of a kind; null when there are none. Without the lock, see {@link Glances}. */
  PeerSet glance(boolean having, boolean ipv6) {
    return set(having, ipv6);
  }

  int size() {
    return leecherCount() + seederCount();
  }

  int leecherCount() {
    return size(leechers) + size(leechers6);
  }

  int seederCount() {
    return size(seeders) + size(seeders6);
  }

  int completed() {
    return completed;
  }

  /**
   * Renews a peer, moves it where it belongs now, or takes it in.
   *
   * @param room whether there is any for one more
   * @return whether it is listed
   */
  boolean take(AnnounceCall peer, int tick, long secret, boolean room) {
    PeerSet set = set(peer.isSeeder(), peer.isIpv6());
    if (set != null && set.renew(peer, tick)) {
      return true;
    }
    if (peer.isSeeder() && peer.event() == AnnounceEvent.COMPLETED) {
      completed++;
    }
    if (!remove(peer, !peer.isSeeder()) && !room) {
      return false;
    }
    if (set == null) {
      set = new PeerSet(peer.isIpv6(), secret);
      replace(peer.isSeeder(), peer.isIpv6(), set);
    }
    set.add(peer, tick);
    return true;
  }

  /** Drops a peer, whatever it has; false where it was not listed. */
  boolean remove(AnnounceCall peer) {
    return remove(peer, false) || remove(peer, true);
  }

  /**
   * Draws by chance, of the asker's kind of address first. Seeders, who have no use for others,
   * hear of leechers first.
   */
  void draw(AnnounceCall asker, PeerDraw draw, Ticks ticks, int tick) {
    int drawn = draw(asker, asker.isIpv6(), draw.limit(), draw, ticks, tick);
    draw(asker, !asker.isIpv6(), draw.limit() - drawn, draw, ticks, tick);
  }

  private int draw(
      AnnounceCall asker, boolean ipv6, int limit, PeerDraw draw, Ticks ticks, int tick) {
    ByteBuffer out = draw.out(ipv6);
    if (out == null) {
      return 0;
    }
    PeerSet lacking = set(false, ipv6);
    PeerSet having = set(true, ipv6);
    int share = limit;
    if (!asker.isSeeder() && lacking != null && having != null) {
      boolean within = asker.isListed() && asker.isIpv6() == ipv6;
      long chance = draw.chance(SHARE + number(false, ipv6));
      share = share(lacking.size() - (within ? 1 : 0), having.size(), limit, chance);
    }
    int drawn = 0;
    if (lacking != null) {
      drawn = lacking.draw(asker, share, ticks, tick, draw.chance(number(false, ipv6)), out);
    }
    if (having != null) {
      int rest = limit - drawn;
      drawn += having.draw(asker, rest, ticks, tick, draw.chance(number(true, ipv6)), out);
    }
    return drawn;
  }

  /**
   * Drops who was silent for too long, in some of the slots.
   *
   * @param position set and slot where to begin, as returned; 0 at first
   * @param slots how many to look at, about
   * @return where to go on, or -1 at the end
   */
  long sweep(long position, int slots, Ticks ticks, int tick) {
    int number = (int) (position >>> 32);
    int slot = (int) position;
    int left = slots;
    for (; number < SETS; number++, slot = 0) {
      boolean having = (number & HAVING) != 0;
      boolean ipv6 = (number & IPV6) != 0;
      PeerSet set = set(having, ipv6);
      if (set == null) {
        continue;
      }
      if (left <= 0) {
        return ((long) number << 32) | slot;
      }
      int next = set.sweep(slot, left, ticks, tick);
      if (next < set.capacity()) {
        return ((long) number << 32) | next;
      }
      left -= next - slot;
      if (set.size() == 0) {
        replace(having, ipv6, null);
      } else {
        set.shrink();
      }
    }
    return -1;
  }

  /** Notes each peer as if it announced now. */
  void dump(AnnounceCall call, ChangeLog log) {
    call.entry(hashHead, hashMiddle, hashTail, false, 0, 0);
    for (int number = 0; number < SETS; number++) {
      boolean having = (number & HAVING) != 0;
      PeerSet set = set(having, (number & IPV6) != 0);
      if (set != null) {
        set.dump(having, call, log);
      }
    }
  }

  /** Slots that a sweep has to look at. */
  int slots() {
    return capacity(leechers) + capacity(seeders) + capacity(leechers6) + capacity(seeders6);
  }

  private boolean remove(AnnounceCall peer, boolean having) {
    PeerSet set = set(having, peer.isIpv6());
    if (set == null || !set.remove(peer)) {
      return false;
    }
    if (set.size() == 0) {
      replace(having, peer.isIpv6(), null);
    }
    return true;
  }

  /**
   * How many of the limit to draw from the leechers, so that each peer is about as likely as any
   * other: their part of all, rounded up or down by chance.
   *
   * @param lacking of the leechers, those that could be drawn
   */
  private static int share(int lacking, int having, int limit, long chance) {
    int all = lacking + having;
    if (all <= limit) {
      return limit;
    }
    long exact = (((long) limit * lacking) << 16) / all;
    int share = (int) ((exact + (chance & 0xffff)) >>> 16);
    return Math.max(share, limit - having);
  }

  /** The number of a set. */
  static int number(boolean having, boolean ipv6) {
    return (having ? HAVING : 0) | (ipv6 ? IPV6 : 0);
  }

  private PeerSet set(boolean having, boolean ipv6) {
    if (ipv6) {
      return having ? seeders6 : leechers6;
    }
    return having ? seeders : leechers;
  }

  private void replace(boolean having, boolean ipv6, PeerSet set) {
    if (ipv6 && having) {
      seeders6 = set;
    } else if (ipv6) {
      leechers6 = set;
    } else if (having) {
      seeders = set;
    } else {
      leechers = set;
    }
  }

  private static int size(PeerSet set) {
    return set == null ? 0 : set.size();
  }

  private static int capacity(PeerSet set) {
    return set == null ? 0 : set.capacity();
  }
}
