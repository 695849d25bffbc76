package io.minibit.swarm;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The addresses that trackers and peers told of, and which of them to dial next: fewest failures
 * first, then by canonical priority (BEP 40). A failure backs off, doubled each time; a few in a
 * row and the address is forgotten until it is named again. Who hangs up without fault is called
 * again soon, and ever later if it hangs up again and again.
 *
 * <p>Told addresses may name a victim, so they are cleaned (no port 0, no multicast or wildcard
 * address, not ourselves) and bounded: {@link #MAX_KNOWN} in all, {@link #MAX_PER_SOURCE} of one
 * answer, {@link #MAX_PER_ADDRESS} ports of one host, and the owner dials at a limited rate. Not
 * safe for threads.
 */
public final class KnownPeers {
  /** As libtorrent's list of a torrent: 3,000; some 100 bytes each. */
  static final int MAX_KNOWN = 3_000;

  /** Of one tracker answer or message: what trackers give at most when asked for the usual 200. */
  static final int MAX_PER_SOURCE = 200;

  /** Ports of one host: a whole test swarm on one machine, but no port scan. */
  static final int MAX_PER_ADDRESS = 64;

  /** Wait after the first failure; doubles each time. */
  static final long FIRST_BACK_OFF = 5_000_000_000L;

  /** Failures in a row until an address is forgotten. */
  static final int MAX_FAILURES = 6;

  /**
   * Wait after a connection that ended without fault; doubles each time. Transmission, for one,
   * ends all connections once it has the metadata, and is there again at once.
   */
  static final long FIRST_RECONNECT = 2_000_000_000L;

  /** Most of that. */
  static final long MAX_RECONNECT = 64 * FIRST_RECONNECT;

  /** A connection that lasted so long makes up for those that did not. */
  static final long LASTING = 60_000_000_000L;

  /** Wait for one that cannot be called just now. */
  static final long POSTPONED = 30_000_000_000L;

  private static final class Known {
    final InetSocketAddress address;
    int priority;
    PeerOrigin origin;
    boolean byAlias;
    int failures;
    boolean busy;
    long chosenAt;
    long notBefore = Long.MIN_VALUE;
    long reconnect = FIRST_RECONNECT;

    Known(InetSocketAddress address, int priority, PeerOrigin origin) {
      this.address = address;
      this.priority = priority;
      this.origin = origin;
      byAlias = origin == PeerOrigin.ALIAS;
    }

    boolean isBetterThan(Known other) {
      return failures != other.failures
          ? failures < other.failures
          : Integer.compareUnsigned(priority, other.priority) > 0;
    }
  }

  private final Map<InetSocketAddress, Known> known = new LinkedHashMap<>();
  private final Map<InetAddress, Integer> perAddress = new LinkedHashMap<>();
  private final Set<InetSocketAddress> ourselves = new HashSet<>();
  private final RandomGenerator random;

  /** How others see us, of each length of addresses. */
  private final Map<Integer, InetSocketAddress> us = new HashMap<>();

  /**
   * Nobody yet.
   *
   * @param us how others see us, as far as that is known: the base of priorities
   */
  public KnownPeers(InetSocketAddress us, RandomGenerator random) {
    this.random = random;
    this.us.put(family(us), us);
    ourselves.add(us);
  }

  private static int family(InetSocketAddress address) {
    return address.getAddress().getAddress().length;
  }

  /** Others of its kind see us there, where priorities are counted from now on. */
  public void seenAs(InetSocketAddress address) {
    if (!address.equals(us.put(family(address), address))) {
      known.values().forEach(each -> each.priority = priority(each.address));
    }
  }

  /**
   * The canonical priority of a connection between us and an address (BEP 40), to be compared as
   * unsigned; 0 where it is not known how that kind of addresses sees us.
   */
  public int priority(InetSocketAddress address) {
    InetSocketAddress ours = us.get(family(address));
    return ours == null ? 0 : PeerPriority.of(ours, address);
  }

  /** Takes over addresses of one source; what is too much or cannot be a peer is left out. */
  public void add(Collection<InetSocketAddress> told, PeerOrigin origin) {
    int taken = 0;
    for (InetSocketAddress address : told) {
      Known before = known.get(address);
      if (before != null) {
        before.byAlias |= origin == PeerOrigin.ALIAS;
        before.origin = origin.compareTo(before.origin) < 0 ? origin : before.origin;
      } else if (taken < MAX_PER_SOURCE && known.size() < MAX_KNOWN && isPossible(address)) {
        taken++;
        perAddress.merge(address.getAddress(), 1, Integer::sum);
        known.put(address, new Known(address, priority(address), origin));
      }
    }
  }

  private boolean isPossible(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return host != null
        && address.getPort() != 0
        && !host.isAnyLocalAddress()
        && !host.isMulticastAddress()
        && !ourselves.contains(address)
        && perAddress.getOrDefault(host, 0) < MAX_PER_ADDRESS;
  }

  /**
   * Chooses the next to dial; it is left alone until {@link #failed}, {@link #ended} or {@link
   * #postponed}.
   *
   * @return null if nobody is due
   */
  public InetSocketAddress next(long now) {
    Known best = null;
    for (Known each : known.values()) {
      if (!each.busy && each.notBefore <= now && (best == null || each.isBetterThan(best))) {
        best = each;
      }
    }
    if (best == null) {
      return null;
    }
    best.busy = true;
    best.chosenAt = now;
    return best.address;
  }

  /** A dial did not reach the end of its handshake, or the peer was dropped by its own fault. */
  public void failed(InetSocketAddress address, long now) {
    Known peer = known.get(address);
    if (peer == null) {
      return;
    }
    if (++peer.failures >= MAX_FAILURES) {
      forget(address);
      return;
    }
    peer.busy = false;
    long wait = FIRST_BACK_OFF << (peer.failures - 1);
    peer.notBefore = now + wait + random.nextLong(wait / 2);
  }

  /** A connection that had worked ended without fault. */
  public void ended(InetSocketAddress address, long now) {
    Known peer = known.get(address);
    if (peer != null) {
      peer.busy = false;
      peer.failures = 0;
      if (now - peer.chosenAt >= LASTING) {
        peer.reconnect = FIRST_RECONNECT;
      }
      peer.notBefore = now + peer.reconnect;
      peer.reconnect = Math.min(2 * peer.reconnect, MAX_RECONNECT);
    }
  }

  /** It was not dialled, by no fault of its own. */
  public void postponed(InetSocketAddress address, long now) {
    Known peer = known.get(address);
    if (peer != null) {
      peer.busy = false;
      peer.notBefore = now + POSTPONED;
    }
  }

  /** The address turned out to be our own: it is never dialled again. */
  public void isOurselves(InetSocketAddress address) {
    if (ourselves.size() < MAX_PER_ADDRESS) {
      ourselves.add(address);
    }
    forget(address);
  }

  /** Nothing more to do with this address: it is banned, or a seed as we are. */
  public void forget(InetSocketAddress address) {
    if (known.remove(address) != null) {
      perAddress.computeIfPresent(
          address.getAddress(), (host, count) -> count == 1 ? null : count - 1);
    }
  }

  /** The torrent is private: forgets all that others than its own sources told of (BEP 27). */
  public void keepOwn() {
    for (Known each : List.copyOf(known.values())) {
      if (each.origin != PeerOrigin.OWN) {
        forget(each.address);
      }
    }
  }

  /** Whether an address was told of and not forgotten. */
  public boolean knows(InetSocketAddress address) {
    return known.containsKey(address);
  }

  /**
   * Whether to speak of the torrent by its alias there: where nobody told of the peer by a better
   * name, and in turns where both were told and calls fail. A client that knows the alias alone
   * asked by the true name while it fetched the metadata, and may still be listed so.
   */
  public boolean isForAlias(InetSocketAddress address) {
    Known peer = known.get(address);
    return peer != null
        && peer.byAlias
        && (peer.origin == PeerOrigin.ALIAS || peer.failures % 2 == 1);
  }

  /** How many addresses are known. */
  public int size() {
    return known.size();
  }
}
