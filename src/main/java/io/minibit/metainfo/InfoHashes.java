package io.minibit.metainfo;

import java.util.Optional;

/**
 * The info hashes of one torrent: v1, v2, or both for a hybrid; never neither.
 *
 * @param v1 the SHA-1 hash, if there is a v1 half
 * @param v2 the SHA-256 hash, if there is a v2 half
 */
public record InfoHashes(Optional<InfoHash> v1, Optional<InfoHash> v2) {
  public InfoHashes {
    if (v1.isEmpty() && v2.isEmpty()) {
      throw new IllegalArgumentException("a torrent has at least one info hash");
    }
    if (v1.filter(InfoHash::isV2).isPresent() || !v2.map(InfoHash::isV2).orElse(true)) {
      throw new IllegalArgumentException("v1 hashes have 20 bytes, v2 hashes 32");
    }
  }

  /** The hashes of a torrent known by one of them. */
  public static InfoHashes of(InfoHash hash) {
    return hash.isV2()
        ? new InfoHashes(Optional.empty(), Optional.of(hash))
        : new InfoHashes(Optional.of(hash), Optional.empty());
  }

  /** The one that names the torrent to users: v1 where there is one, else v2. */
  public InfoHash id() {
    return v1.or(() -> v2).orElseThrow();
  }

  /** Whether one of these is the given hash. */
  public boolean contains(InfoHash hash) {
    return v1.filter(hash::equals).isPresent() || v2.filter(hash::equals).isPresent();
  }

  /**
   * Whether bytes are an info dictionary that has each of these hashes, a v2 one in its full
   * length.
   *
   * @param info the bencoded dictionary as received
   */
  public boolean areOf(byte[] info) {
    return v1.map(InfoHash.v1Of(info)::equals).orElse(true)
        && v2.map(InfoHash.v2Of(info)::equals).orElse(true);
  }
}
