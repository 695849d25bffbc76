package io.minibit.session;

import io.minibit.wire.UtPex;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells peers of one another, and listens to what they tell (BEP 11). Each peer hears what changed
 * since it was last told, at most once a minute and of at most {@link UtPex#MAX_PEERS} that came
 * and as many that went; what does not fit is told a minute later.
 *
 * <p>Before it is {@linkplain #permit permitted} nothing is told, and what is heard is kept back:
 * the torrent may turn out to be private (BEP 27), and then this is simply never permitted.
 *
 * <p>Time in nanoseconds is passed in. Not safe for threads.
 *
 * @param <P> a peer, by identity
 */
final class PeerExchange<P> {
  /** The least time between two messages to one peer (BEP 11). */
  static final long INTERVAL = 60_000_000_000L;

  /** Until a new peer is told for the first time, so that others can come meanwhile. */
  static final long FIRST = 5_000_000_000L;

  /** Messages of one peer that come faster are ignored; half a minute for clocks and queues. */
  static final long LEAST_GAP = 30_000_000_000L;

  /** Addresses kept back until it is permitted. */
  static final int MAX_HELD = 200;

  /** How long to wait when there was no news. */
  private static final long NO_NEWS = 1_000_000_000L;

  private static final class Listener {
    final Set<InetSocketAddress> told = new LinkedHashSet<>();
    final InetSocketAddress remote;
    long next;

    Listener(InetSocketAddress remote, long next) {
      this.remote = remote;
      this.next = next;
    }
  }

  private final BiConsumer<P, UtPex> outlet;
  private final Consumer<Collection<InetSocketAddress>> found;
  private final Map<P, UtPex.Added> present = new LinkedHashMap<>();
  private final Map<P, Listener> listeners = new LinkedHashMap<>();
  private final Map<P, Long> lastHeard = new HashMap<>();
  private final Set<InetSocketAddress> held = new LinkedHashSet<>();
  private boolean permitted;

  /**
   * Knows nobody.
   *
   * @param outlet takes what is to be sent
   * @param found takes addresses that were told of, to be cleaned and perhaps dialled
   */
  PeerExchange(BiConsumer<P, UtPex> outlet, Consumer<Collection<InetSocketAddress>> found) {
    this.outlet = outlet;
    this.found = found;
  }

  /** The torrent is not private. */
  void permit() {
    permitted = true;
    if (!held.isEmpty()) {
      found.accept(List.copyOf(held));
      held.clear();
    }
  }

  /**
   * A peer is connected and it is known where it listens, or what is known of it has changed.
   *
   * @param peer listens at the address that it may be told by
   */
  void connected(P link, UtPex.Added peer) {
    present.put(link, peer);
  }

  /**
   * A peer wants to be told.
   *
   * @param remote where it is
   */
  void wants(P link, InetSocketAddress remote, long now) {
    listeners.computeIfAbsent(link, fresh -> new Listener(remote, now + FIRST));
  }

  /** A peer does not want to be told any more. */
  void declines(P link) {
    listeners.remove(link);
  }

  /** A peer's connection has ended. */
  void left(P link) {
    present.remove(link);
    listeners.remove(link);
    lastHeard.remove(link);
  }

  /** A peer told something. */
  void heard(P link, InetSocketAddress remote, UtPex message, long now) {
    Long last = lastHeard.get(link);
    if (last != null && now - last < LEAST_GAP) {
      return;
    }
    lastHeard.put(link, now);
    List<InetSocketAddress> told =
        message.added().stream()
            .map(UtPex.Added::peer)
            .filter(peer -> AddressScope.mayTell(remote.getAddress(), peer.getAddress()))
            .toList();
    if (permitted && !told.isEmpty()) {
      found.accept(told);
    } else {
      told.stream().limit(MAX_HELD - held.size()).forEach(held::add);
    }
  }

  /** Time goes on; to be called every second or more often. */
  void tick(long now) {
    if (!permitted) {
      return;
    }
    listeners.forEach(
        (link, listener) -> {
          if (listener.next <= now) {
            listener.next = now + (tell(link, listener) ? INTERVAL : NO_NEWS);
          }
        });
  }

  private boolean tell(P link, Listener listener) {
    Set<InetSocketAddress> here = new HashSet<>();
    List<UtPex.Added> added = new ArrayList<>();
    present.forEach(
        (other, peer) -> {
          here.add(peer.peer());
          if (!other.equals(link)
              && added.size() < UtPex.MAX_PEERS
              && isNews(listener, peer.peer())) {
            added.add(peer);
            listener.told.add(peer.peer());
          }
        });
    List<InetSocketAddress> dropped =
        listener.told.stream().filter(peer -> !here.contains(peer)).limit(UtPex.MAX_PEERS).toList();
    dropped.forEach(listener.told::remove);
    if (added.isEmpty() && dropped.isEmpty()) {
      return false;
    }
    outlet.accept(link, new UtPex(added, dropped));
    return true;
  }

  private static boolean isNews(Listener listener, InetSocketAddress peer) {
    return !listener.told.contains(peer)
        && !listener.remote.equals(peer)
        && AddressScope.mayTell(listener.remote.getAddress(), peer.getAddress());
  }
}
