package io.minibit.session;

import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.HostAndPort;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.tracker.protocol.PeerAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the links by which others get what this node has. They go to screens, logs and events, so a
 * tracker is named in them only where its address holds no key of a person.
 */
final class MagnetLinks {
  private final List<TrackerUrl> own;
  private final List<HostAndPort> self;

  /**
   * For one node.
   *
   * @param own the node's trackers
   * @param host where it listens; named in the links where that is one address
   * @param port likewise
   */
  MagnetLinks(List<TrackerUrl> own, String host, int port) {
    this.own = List.copyOf(own);
    this.self =
        PeerAddress.parse(host, port)
            .filter(PeerAddress::isUnicast)
            .map(address -> List.of(new HostAndPort(address.ip(), port)))
            .orElse(List.of());
  }

  /** The link to a torrent of which only the hashes are known. */
  String link(InfoHashes hashes, String name, List<List<String>> trackers) {
    return new MagnetLink(hashes, name, named(trackers), List.of(), self, Optional.empty())
        .toString();
  }

  /** The link to a torrent; null for a private one, since a link would be of no use to others. */
  String link(Torrent torrent) {
    return torrent.info().isPrivate()
        ? null
        : link(torrent.hashes(), torrent.name(), torrent.sources().trackers());
  }

  private List<String> named(List<List<String>> trackers) {
    List<String> named = new ArrayList<>();
    own.stream().filter(MagnetLinks::isOpen).forEach(url -> add(named, url));
    for (List<String> tier : trackers) {
      for (String url : tier) {
        TrackerUrl.tryParse(url).filter(MagnetLinks::isOpen).ifPresent(open -> add(named, open));
      }
    }
    return named;
  }

  private static void add(List<String> named, TrackerUrl url) {
    String text = url + url.pathAndQuery();
    if (!named.contains(text)) {
      named.add(text);
    }
  }

  private static boolean isOpen(TrackerUrl url) {
    return url.pathAndQuery().isEmpty()
        || url.pathAndQuery().equals("/")
        || url.pathAndQuery().equals("/announce");
  }
}
