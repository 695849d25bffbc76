package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import io.minibit.swarm.DropReason;
import io.minibit.swarm.KnownPeers;
import io.minibit.swarm.PeerOrigin;
import io.minibit.transport.DialException;
import io.minibit.transport.DialHandler;
import io.minibit.transport.PeerConnection;
import io.minibit.wire.Handshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Calls the peers that one torrent was told of, some at a time, and remembers how it went. Confined
 * to the peer's context.
 */
final class Dialling {
  /**
   * Calls of one torrent that are under way at once: enough to fill its connections in seconds, and
   * no torrent takes all that the peer may have half-open.
   */
  static final int MAX_CALLS = 16;

  private final PeerResources peer;
  private final PeerLinks links;
  private final KnownPeers known;
  private final Set<InetSocketAddress> calls = new HashSet<>();

  /** The kinds of addresses of which it is known how others see us. */
  private final Set<Class<? extends InetAddress>> seen = new HashSet<>();

  private boolean closed;

  Dialling(PeerResources peer, PeerLinks links) {
    this.peer = peer;
    this.links = links;
    known = new KnownPeers(peer.listening(), peer.random());
  }

  /** Takes over addresses of one source, and calls them as there is room. */
  void found(Collection<InetSocketAddress> addresses, PeerOrigin origin) {
    known.add(addresses, origin);
    call();
  }

  /** Somebody says that others see us there. */
  void seenAs(InetAddress address) {
    seen.add(address.getClass());
    known.seenAs(new InetSocketAddress(address, peer.listening().getPort()));
  }

  /** A connection is at this address of our own, which others see unless somebody knows better. */
  void callsFrom(InetAddress address) {
    if (!address.isLoopbackAddress() && !seen.contains(address.getClass())) {
      seenAs(address);
    }
  }

  /** The canonical priority of a connection with an address (BEP 40). */
  int priority(InetSocketAddress address) {
    return known.priority(address);
  }

  /** Calls whoever is due while more connections are wanted. */
  void call() {
    while (!closed && calls.size() < MAX_CALLS && links.wanted() > calls.size()) {
      InetSocketAddress next = known.next(peer.now());
      if (next == null) {
        return;
      }
      if (links.isConnectedTo(next)) {
        known.postponed(next, peer.now());
      } else {
        call(next);
      }
    }
  }

  private void call(InetSocketAddress address) {
    calls.add(address);
    Handshake ours = links.handshake(links.name(known.isForAlias(address)));
    peer.dialer()
        .dial(
            address,
            ours,
            new DialHandler() {
              @Override
              public boolean mayAnswerBy(InfoHash other) {
                return links.isNamed(other);
              }

              @Override
              public void connected(PeerConnection connection) {
                calls.remove(address);
                links.connected(connection);
              }

              @Override
              public void failed(DialException cause) {
                calls.remove(address);
                if (cause.reason() == DialException.Reason.NOT_TRIED) {
                  known.postponed(address, peer.now());
                } else {
                  known.failed(address, peer.now());
                }
              }
            });
  }

  /** A connection that we made has ended. */
  void ended(InetSocketAddress address, DropReason reason, boolean breach) {
    if (reason == DropReason.CORRUPT_DATA || reason == DropReason.SEED_TO_SEED) {
      known.forget(address);
    } else if (breach || (reason != null && reason.isFault())) {
      known.failed(address, peer.now());
    } else {
      known.ended(address, peer.now());
    }
  }

  /** The torrent is private: forgets whom others than its own sources told of. */
  void keepOwn() {
    known.keepOwn();
  }

  /** Whether an address may be talked to. */
  boolean knows(InetSocketAddress address) {
    return known.knows(address);
  }

  /** The address is our own. */
  void isOurselves(InetSocketAddress address) {
    known.isOurselves(address);
  }

  /** Calls nobody any more. */
  void close() {
    closed = true;
  }
}
