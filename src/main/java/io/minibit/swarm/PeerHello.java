package io.minibit.swarm;

import java.net.InetSocketAddress;

/**
 * What is known of a peer when its handshake is over.
 *
 * @param address where the connection comes from or goes to
 * @param fast whether both ends have the fast extension (BEP 6)
 * @param priority of the connection (BEP 40), to be compared as unsigned
 */
public record PeerHello(InetSocketAddress address, boolean fast, int priority) {
  /** A peer like any other. */
  public PeerHello(InetSocketAddress address, boolean fast) {
    this(address, fast, 0);
  }
}
