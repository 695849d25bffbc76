package io.minibit.transport;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * What answers the datagrams of a {@link UdpEndpoint}, on its event loop. The buffers are direct or
 * not, big-endian, and good for the one call alone.
 */
public interface DatagramHandler {
  /** Hears of a datagram whose turn comes soon, with others that arrived with it. */
  void expect(InetSocketAddress sender, ByteBuffer datagram);

  /** Has heard of all whose turn comes now: time to bring nearer what they will need. */
  void expected();

  /**
   * Takes a datagram.
   *
   * @param sender its source; IPv4 in IPv6 clothes is IPv4, the port may be 0
   * @param datagram what remains in the buffer
   * @param answer where an answer may be put, with room for {@link UdpEndpoint#MAX_ANSWER_BYTES}
   * @return whether to send back what was put
   */
  boolean received(InetSocketAddress sender, ByteBuffer datagram, ByteBuffer answer);

  /** All that had arrived was taken; what arrives later may be of another moment. */
  void drained();
}
