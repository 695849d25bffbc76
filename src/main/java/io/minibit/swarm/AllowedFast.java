package io.minibit.swarm;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The pieces that a choked peer may have all the same, so that it gets something to trade (BEP 6):
 * the same for every peer that it connects to. BEP 6 knows IPv4 only; others get none.
 */
final class AllowedFast {
  /** BEP 6's own number, and that of most clients. */
  static final int SET_SIZE = 10;

  private AllowedFast() {}

  /**
   * The set for a peer.
   *
   * @param infoHash the 20 bytes of the handshake
   * @param size how many pieces; all of them if the torrent has no more
   */
  static int[] pieces(InetAddress peer, byte[] infoHash, int pieceCount, int size) {
    byte[] address = peer.getAddress();
    if (address.length != 4) {
      return new int[0];
    }
    int[] set = new int[Math.min(size, pieceCount)];
    int found = 0;
    address[3] = 0;
    byte[] chain = ByteBuffer.allocate(24).put(address).put(infoHash, 0, 20).array();
    MessageDigest sha1 = sha1();
    while (found < set.length) {
      chain = sha1.digest(chain);
      ByteBuffer numbers = ByteBuffer.wrap(chain);
      while (numbers.hasRemaining() && found < set.length) {
        int piece = Integer.remainderUnsigned(numbers.getInt(), pieceCount);
        if (!contains(set, found, piece)) {
          set[found++] = piece;
        }
      }
    }
    return set;
  }

  private static boolean contains(int[] set, int found, int piece) {
    return Arrays.stream(set, 0, found).anyMatch(other -> other == piece);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
