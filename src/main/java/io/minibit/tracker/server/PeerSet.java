package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.CompactPeers;
import java.nio.ByteBuffer;

/**
 * Peers of one swarm, of one kind of address, that all have the whole torrent or all lack something
 * of it: a hash table with open addressing and linear probing in one array of longs. So a peer is
 * found, renewed, taken in and dropped in a few steps, without an object of its own:
 *
 * <pre>
 * IPv4  1 word    32 address   16 port   16 when it was seen
 * IPv6  3 words   32 zeros     16 port   16 when it was seen | 64 address | 64 address
 * </pre>
 *
 * A first word of 0 is a free slot, since no peer has port 0. Sizes are 2^n and 3·2^n slots, so a
 * table that is neither tiny nor just about to grow is 54 to 81 % full, and an IPv4 peer takes 10
 * to 15 bytes. Where a peer stands depends on a secret, so nobody can pile peers onto one place.
 *
 * <p>Not thread-safe: guarded by its {@link SwarmShard}.
 */
final class PeerSet {
  private static final int IPV4_WORDS = 1;
  private static final int IPV6_WORDS = 3;
  private static final long SEEN_MASK = 0xffff;

  /** Up to here every slot is used: all are in one or two cache lines. */
  private static final int TINY = 8;

  /** Words that a processor fetches together. */
  private static final int CACHE_LINE = 8;

  /**
   * Slots that a draw reads in a row, where many are drawn from many: a cache line of IPv4 peers.
   */
  private static final int RUN = CACHE_LINE;

  /**
   * Of a set of so many slots for each peer that is wanted, one run from anywhere is read: whom
   * each is told of is a large part of all, and a new one the next time.
   */
  private static final int MANY = 4;

  /** What a draw may write behind the last peer, in bytes. */
  static final int SLACK = 2;

  private final long secret;
  private final boolean ipv6;
  private long[] words;
  private int capacity;
  private int size;

  PeerSet(boolean ipv6, long secret) {
    this.secret = secret;
    this.ipv6 = ipv6;
    this.capacity = 1;
    this.words = new long[width()];
  }

  int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  /** All slots. Without the lock, see {@link Glances}. */
  long[] glance() {
    return words;
  }

  /** Reads where a peer would be first. Likewise. */
  long glance(long addressWord, long high, long low, long[] slots) {
    return slots[home(addressWord, high, low, slots.length / width()) * width()];
  }

  /** Marks a peer as seen now; false where it is not in here. */
  boolean renew(AnnounceCall peer, int tick) {
    int slot = find(peer);
    if (slot < 0) {
      return false;
    }
    int at = slot * width();
    words[at] = (words[at] & ~SEEN_MASK) | tick;
    return true;
  }

  /** Takes in a peer that is not in here. */
  void add(AnnounceCall peer, int tick) {
    if (size == room(capacity)) {
      resize(size + 1);
    }
    insert((peer.addressWord() << 16) | tick, peer.high(), peer.low());
    size++;
  }

  /** Drops a peer; false where it was not in here. */
  boolean remove(AnnounceCall peer) {
    int slot = find(peer);
    if (slot < 0) {
      return false;
    }
    removeAt(slot);
    shrink();
    return true;
  }

  /**
   * Draws by chance, each as likely as any other, and writes what it draws in its compact form.
   * Leaves out the asker and who should have announced again by now.
   *
   * @param limit how many at most; the buffer has room for them, and {@link #SLACK} bytes more
   * @param chance any number, each as likely as any other
   */
  int draw(AnnounceCall asker, int limit, Ticks ticks, int tick, long chance, ByteBuffer out) {
    int bytes = ipv6 ? CompactPeers.IPV6_BYTES : CompactPeers.IPV4_BYTES;
    int start = out.position();
    int end = start + limit * bytes;
    int run = size <= limit ? capacity : run(limit, capacity);
    int runs = capacity / run;
    int stride = stride(chance, runs);
    int from = origin(chance, capacity);
    int position = start;
    for (int i = 0; i < runs && position < end; i++) {
      int to = Math.min(from + run, capacity);
      position = copy(from, to, asker, ticks, tick, out, position, end);
      position = copy(0, from + run - to, asker, ticks, tick, out, position, end);
      from += stride * run;
      from = from >= capacity ? from - capacity : from;
    }
    out.position(position);
    return (position - start) / bytes;
  }

  /**
   * Reads what a draw by this chance is going to read. Without the lock, see {@link Glances}.
   *
   * @param slots as {@link #glance()} told
   * @param enough how many of them a draw looks at before it has its fill
   */
  long glance(int limit, long chance, long[] slots, int enough) {
    int width = width();
    int total = slots.length / width;
    int run = size <= limit ? total : run(limit, total);
    int stride = stride(chance, total / run) * run;
    int from = origin(chance, total);
    long sum = 0;
    for (int left = Math.min(enough, total); left > 0; left -= run) {
      int most = Math.min(run, left);
      for (int i = 0; i < most; i += CACHE_LINE / width) {
        int slot = from + i >= total ? from + i - total : from + i;
        sum += slots[slot * width];
      }
      from += stride;
      from = from >= total ? from - total : from;
    }
    return sum;
  }

  /** How many slots in a row are read. */
  private static int run(int limit, int capacity) {
    if (limit < RUN || capacity < 4 * RUN) {
      return 1;
    }
    return capacity <= MANY * limit ? capacity : RUN;
  }

  /** How many runs to go on by: shares no divisor with their number, so that each is come to. */
  private static int stride(long chance, int runs) {
    int stride = (int) (chance >>> 40) | 1;
    return (stride % 3 == 0 ? stride + 2 : stride) % runs;
  }

  /** Where the first run begins. */
  private static int origin(long chance, int capacity) {
    return (int) (((chance & 0xffffffffL) * capacity) >>> 32);
  }

  /** Writes those who may be told of, of some slots, and returns where to write on. */
  private int copy(
      int from,
      int to,
      AnnounceCall asker,
      Ticks ticks,
      int tick,
      ByteBuffer out,
      int start,
      int end) {
    if (ipv6) {
      return copyIpv6(from, to, asker, ticks, tick, out, start, end);
    }
    long own = asker.isIpv6() ? 0 : asker.addressWord();
    return copyIpv4(words, from, to, own, ticks.timeout(), tick, out, start, end);
  }

  /**
   * Whether a slot is taken is a coin toss, which a processor guesses wrong half of the time: so
   * each is written, by arithmetic the next one over it when it was nothing. When a peer was seen
   * is written, too, and then written over.
   */
  private static int copyIpv4(
      long[] words,
      int from,
      int to,
      long own,
      int timeout,
      int tick,
      ByteBuffer out,
      int start,
      int end) {
    int position = start;
    for (int slot = from; slot < to && position < end; slot++) {
      long word = words[slot];
      out.putLong(position, word);
      int fresh = (short) (tick - (int) word) - timeout - 1;
      long told = all(word) & all(word >>> 16 ^ own) & fresh >> 31;
      position += CompactPeers.IPV4_BYTES & (int) told;
    }
    return position;
  }

  /** All bits where there is any, else none. */
  private static long all(long word) {
    return (word | -word) >> 63;
  }

  private int copyIpv6(
      int from,
      int to,
      AnnounceCall asker,
      Ticks ticks,
      int tick,
      ByteBuffer out,
      int start,
      int end) {
    int position = start;
    for (int slot = from; slot < to && position < end; slot++) {
      int at = slot * IPV6_WORDS;
      if (words[at] != 0 && !ticks.isStale((int) words[at], tick) && !holds(at, asker)) {
        out.putLong(position, words[at + 1]);
        out.putLong(position + 8, words[at + 2]);
        out.putShort(position + 16, (short) (words[at] >>> 16));
        position += CompactPeers.IPV6_BYTES;
      }
    }
    return position;
  }

  /**
   * Drops who should have announced again by now, in some of the slots.
   *
   * @param slot the first of them
   * @return the slot after the last of them
   */
  int sweep(int slot, int slots, Ticks ticks, int tick) {
    int end = Math.min(capacity, slot + slots);
    int next = slot;
    while (next < end) {
      int at = next * width();
      if (words[at] != 0 && ticks.isStale((int) words[at], tick)) {
        removeAt(next); // Which may put another one there.
      } else {
        next++;
      }
    }
    return next;
  }

  /** Notes each peer as if it announced now; the call has the torrent. */
  void dump(boolean seeders, AnnounceCall call, ChangeLog log) {
    for (int at = 0; at < words.length; at += width()) {
      if (words[at] != 0) {
        call.entry(
            call.hashHead(),
            call.hashMiddle(),
            call.hashTail(),
            ipv6,
            ipv6 ? words[at + 1] : 0,
            ipv6 ? words[at + 2] : words[at] >>> 32);
        call.peer((int) (words[at] >>> 16) & 0xffff, seeders, AnnounceEvent.NONE);
        log.announced(call);
      }
    }
  }

  /** Gives back what a set that became small does not need. Moves peers to other slots. */
  void shrink() {
    if (capacity > TINY && size < capacity / 4) {
      resize(Math.max(1, size));
    }
  }

  private int width() {
    return ipv6 ? IPV6_WORDS : IPV4_WORDS;
  }

  private boolean holds(int at, AnnounceCall peer) {
    return words[at] >>> 16 == peer.addressWord()
        && ipv6 == peer.isIpv6()
        && (!ipv6 || (words[at + 1] == peer.high() && words[at + 2] == peer.low()));
  }

  /** The slot of a peer, or -1. */
  private int find(AnnounceCall peer) {
    int slot = home(peer.addressWord(), peer.high(), peer.low());
    for (int i = 0; i < capacity; i++) {
      int at = slot * width();
      if (words[at] == 0) {
        return -1;
      }
      if (holds(at, peer)) {
        return slot;
      }
      slot = next(slot);
    }
    return -1;
  }

  private void insert(long word, long high, long low) {
    int slot = home(word >>> 16, high, low);
    while (words[slot * width()] != 0) {
      slot = next(slot);
    }
    int at = slot * width();
    words[at] = word;
    if (ipv6) {
      words[at + 1] = high;
      words[at + 2] = low;
    }
  }

  /** Fills the hole with what probing for it would pass by, so that no marks of the dead stay. */
  private void removeAt(int removed) {
    int hole = removed;
    for (int slot = next(removed);
        slot != removed && words[slot * width()] != 0;
        slot = next(slot)) {
      int at = slot * width();
      int home =
          ipv6
              ? home(words[at] >>> 16, words[at + 1], words[at + 2])
              : home(words[at] >>> 16, 0, 0);
      if (distance(home, slot) >= distance(hole, slot)) {
        System.arraycopy(words, at, words, hole * width(), width());
        hole = slot;
      }
    }
    words[hole * width()] = 0;
    size--;
  }

  private void resize(int atLeast) {
    int wanted = 1;
    while (room(wanted) < atLeast) {
      wanted = larger(wanted);
    }
    long[] old = words;
    words = new long[wanted * width()];
    capacity = wanted;
    for (int at = 0; at < old.length; at += width()) {
      if (old[at] != 0) {
        insert(old[at], ipv6 ? old[at + 1] : 0, ipv6 ? old[at + 2] : 0);
      }
    }
  }

  /** 1, 2, 3, 4, 6, 8, 12, … */
  private static int larger(int capacity) {
    if (capacity == 1) {
      return 2;
    }
    return Integer.bitCount(capacity) == 1 ? capacity / 2 * 3 : capacity / 3 * 4;
  }

  /** How many peers so many slots take. */
  private static int room(int capacity) {
    return capacity <= TINY ? capacity : capacity / 16 * 13 + capacity % 16 * 13 / 16;
  }

  private int next(int slot) {
    return slot + 1 == capacity ? 0 : slot + 1;
  }

  /** Steps forward from one slot to another. */
  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + capacity;
  }

  private int home(long addressWord, long high, long low) {
    return home(addressWord, high, low, capacity);
  }

  private int home(long addressWord, long high, long low, int slots) {
    long hash = addressWord ^ secret;
    if (ipv6) {
      hash = Hashing.mix(hash ^ high) + low;
    }
    return (int) (((Hashing.mix(hash) >>> 32) * slots) >>> 32);
  }
}
