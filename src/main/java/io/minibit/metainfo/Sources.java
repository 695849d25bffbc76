package io.minibit.metainfo;

import java.util.List;

/**
 * Where a torrent says that peers and bytes are to be found.
 *
 * @param trackers announce URLs in tiers, asked in the order of BEP 12
 * @param webSeeds URLs of HTTP or FTP servers that have the content (BEP 19)
 * @param nodes DHT nodes (BEP 5)
 */
public record Sources(List<List<String>> trackers, List<String> webSeeds, List<HostAndPort> nodes) {
  /** No source at all. */
  public static final Sources NONE = new Sources(List.of(), List.of(), List.of());

  public Sources {
    trackers = trackers.stream().map(List::copyOf).toList();
    webSeeds = List.copyOf(webSeeds);
    nodes = List.copyOf(nodes);
  }
}
