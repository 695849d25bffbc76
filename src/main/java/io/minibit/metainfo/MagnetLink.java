package io.minibit.metainfo;

import java.util.List;
import java.util.Optional;

/**
 * A magnet link (BEP 9, 53): a torrent by its info hashes, and where to ask for the rest.
 *
 * @param hashes one or both info hashes
 * @param name the name to show until the true one is known; empty if there is none
 * @param trackers announce URLs
 * @param webSeeds URLs of servers that have the content (BEP 19)
 * @param peers addresses of peers to dial at once
 * @param selection the files that are wanted; all if empty
 */
public record MagnetLink(
    InfoHashes hashes,
    String name,
    List<String> trackers,
    List<String> webSeeds,
    List<HostAndPort> peers,
    Optional<FileSelection> selection) {
  public MagnetLink {
    trackers = List.copyOf(trackers);
    webSeeds = List.copyOf(webSeeds);
    peers = List.copyOf(peers);
  }

  /** The link to a torrent that is known. */
  public static MagnetLink of(Torrent torrent) {
    return new MagnetLink(
        torrent.hashes(),
        torrent.name(),
        torrent.sources().trackers().stream().flatMap(List::stream).toList(),
        torrent.sources().webSeeds(),
        List.of(),
        Optional.empty());
  }

  /** Whether a text is meant as a magnet link, right or wrong. */
  public static boolean looksLike(String text) {
    return text.regionMatches(true, 0, MagnetParser.SCHEME, 0, MagnetParser.SCHEME.length());
  }

  /**
   * Reads a magnet link.
   *
   * @throws InvalidTorrentException if it names no torrent, or two
   */
  public static MagnetLink parse(String text) throws InvalidTorrentException {
    return MagnetParser.parse(text);
  }

  /** The sources of a torrent that is known by this link: each tracker a tier of its own. */
  public Sources sources() {
    return new Sources(trackers.stream().map(List::of).toList(), webSeeds, List.of());
  }

  /** The link in its printed form. */
  @Override
  public String toString() {
    StringBuilder link = new StringBuilder(MagnetParser.SCHEME);
    hashes.v1().ifPresent(hash -> add(link, "xt", MagnetParser.V1_TOPIC + hash));
    hashes.v2().ifPresent(hash -> add(link, "xt", MagnetParser.V2_TOPIC + hash));
    if (!name.isEmpty()) {
      add(link, "dn", PercentCoding.encode(name));
    }
    trackers.forEach(url -> add(link, "tr", PercentCoding.encode(url)));
    webSeeds.forEach(url -> add(link, "ws", PercentCoding.encode(url)));
    peers.forEach(peer -> add(link, "x.pe", peer.toString()));
    selection.ifPresent(files -> add(link, "so", files.toString()));
    return link.toString();
  }

  private static void add(StringBuilder link, String key, String value) {
    char last = link.charAt(link.length() - 1);
    link.append(last == '?' ? "" : "&").append(key).append('=').append(value);
  }
}
