package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;

/**
 * What a peer tells a tracker, whichever way (BEP 3, BEP 15). Where the peer is, is not in it: the
 * tracker sees that by itself.
 *
 * @param infoHash 20 bytes; a v2 hash is cut (BEP 52)
 * @param peerId what the peer calls itself
 * @param progress what it has and has moved
 * @param event why it announces
 * @param key the same in all announces of a peer, so that it can change its address
 * @param numWant how many peers it asks for; negative leaves it to the tracker
 * @param port where it listens
 */
public record Announce(
    InfoHash infoHash,
    PeerId peerId,
    Progress progress,
    AnnounceEvent event,
    int key,
    int numWant,
    int port) {
  /** Leaves the number of peers to the tracker. */
  public static final int ANY_NUMBER = -1;

  /** Cuts the hash, checks the port. */
  public Announce {
    if (infoHash.isV2()) {
      infoHash = InfoHash.of(infoHash.truncated());
    }
    if (port < 1 || port > PeerAddress.MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 1..65535");
    }
  }

  /**
   * Bytes, since the peer started it but for the last.
   *
   * @param downloaded what it received
   * @param uploaded what it sent
   * @param left what it lacks; 0 makes it a seeder, and what is negative is merely unknown
   */
  public record Progress(long downloaded, long uploaded, long left) {}

  /** Whether the sender has all. */
  public boolean isSeeder() {
    return progress.left() == 0;
  }
}
