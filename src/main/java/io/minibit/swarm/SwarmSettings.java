package io.minibit.swarm;

/**
 * What a person or the node may choose for one torrent.
 *
 * @param maxPeers connections of this torrent
 * @param uploadSlots peers unchoked at once, one of them by chance, and more on a fast uplink;
 *     without meaning in a fleet
 * @param profile whom to unchoke
 * @param sequential pieces in order instead of rarest first
 * @param superSeeding show pieces one by one (BEP 16); only while complete from the start
 * @param requestQueue requests kept for a peer, as advertised in {@code reqq}
 */
public record SwarmSettings(
    int maxPeers,
    int uploadSlots,
    ChokerProfile profile,
    boolean sequential,
    boolean superSeeding,
    int requestQueue) {
  /** Connections of a torrent: between the 50 to 60 of Transmission and aria2 and more. */
  public static final int DEFAULT_MAX_PEERS = 55;

  /** As libtorrent: fewer leave an uplink idle, more make each too slow to trade. */
  public static final int DEFAULT_UPLOAD_SLOTS = 8;

  /** Others ask only 250 to 500 deep where less is advertised. */
  public static final int DEFAULT_REQUEST_QUEUE = 2_000;

  /** Refuses what cannot work. */
  public SwarmSettings {
    if (maxPeers < 1 || uploadSlots < 1 || requestQueue < 1) {
      throw new IllegalArgumentException("peers, slots and queue must be positive");
    }
  }

  /** What suits the open internet. */
  public static SwarmSettings defaults() {
    return new SwarmSettings(
        DEFAULT_MAX_PEERS,
        DEFAULT_UPLOAD_SLOTS,
        ChokerProfile.RECIPROCAL,
        false,
        false,
        DEFAULT_REQUEST_QUEUE);
  }

  /** The same with another choice of whom to unchoke. */
  public SwarmSettings withProfile(ChokerProfile other) {
    return new SwarmSettings(maxPeers, uploadSlots, other, sequential, superSeeding, requestQueue);
  }

  /** The same with pieces shown one by one. */
  public SwarmSettings withSuperSeeding() {
    return new SwarmSettings(maxPeers, uploadSlots, profile, sequential, true, requestQueue);
  }

  /** The same with pieces fetched in order. */
  public SwarmSettings inSequence() {
    return new SwarmSettings(maxPeers, uploadSlots, profile, true, superSeeding, requestQueue);
  }
}
