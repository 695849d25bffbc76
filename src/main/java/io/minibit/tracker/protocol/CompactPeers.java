package io.minibit.tracker.protocol;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Peers as address and port without anything between (BEP 23, BEP 7, BEP 15). */
public final class CompactPeers {
  /** Bytes of an IPv4 peer. */
  public static final int IPV4_BYTES = 6;

  /** Bytes of an IPv6 peer. */
  public static final int IPV6_BYTES = 18;

  private CompactPeers() {}

  /** Those of one kind. */
  static byte[] write(List<PeerAddress> peers, boolean ipv6) {
    ByteBuffer bytes = ByteBuffer.allocate(peers.size() * (ipv6 ? IPV6_BYTES : IPV4_BYTES));
    for (PeerAddress peer : peers) {
      if (peer.address() instanceof Inet4Address != ipv6) {
        bytes.put(peer.address().getAddress()).putShort((short) peer.port());
      }
    }
    byte[] written = new byte[bytes.position()];
    bytes.flip().get(written);
    return written;
  }

  /**
   * Reads what remains in the buffer, and no more than {@link AddressPairs#MAX_PAIRS} peers. Leaves
   * out where nobody could be reached, and a peer that is cut short.
   */
  public static List<PeerAddress> read(ByteBuffer bytes, boolean ipv6) {
    byte[] address = new byte[(ipv6 ? IPV6_BYTES : IPV4_BYTES) - 2];
    List<PeerAddress> peers = new ArrayList<>();
    while (bytes.remaining() >= address.length + 2 && peers.size() < AddressPairs.MAX_PAIRS) {
      bytes.get(address);
      int port = bytes.getShort() & 0xffff;
      if (port == 0) {
        continue;
      }
      PeerAddress peer = new PeerAddress(PeerAddress.inet(address), port);
      if (peer.isUnicast()) {
        peers.add(peer);
      }
    }
    return peers;
  }
}
