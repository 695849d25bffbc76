package io.minibit.session;

import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.tracker.protocol.PeerAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is wanted of a torrent transfer.
 *
 * @param hashes what is known of its identity
 * @param torrent all of it; empty while only its hashes are known
 * @param name what to call it until the torrent is known
 * @param sources where peers are told of, beside the node's own trackers
 * @param peers that are known already
 * @param folder holds, or will hold, the content
 * @param contentName what the content is called there; the torrent's own name if empty
 * @param resumeFile where it is remembered what is on disk; in a folder of this process
 * @param shared whether the content was there before the torrent: it is given out as long as it is
 *     whole, and never written
 * @param pieces the order of its pieces
 */
record TorrentOrder(
    InfoHashes hashes,
    Optional<Torrent> torrent,
    String name,
    Sources sources,
    List<InetSocketAddress> peers,
    Path folder,
    Optional<String> contentName,
    Path resumeFile,
    boolean shared,
    PieceOrder pieces) {
  TorrentOrder {
    peers = List.copyOf(peers);
  }

  /** A torrent that is known, under its own name. */
  static TorrentOrder of(Torrent torrent, Path folder, Path resumeFile) {
    return new TorrentOrder(
        torrent.hashes(),
        Optional.of(torrent),
        torrent.name(),
        torrent.sources(),
        List.of(),
        folder,
        Optional.empty(),
        resumeFile,
        false,
        PieceOrder.RAREST_FIRST);
  }

  /** A torrent that is known by a magnet link. */
  static TorrentOrder of(MagnetLink magnet, Path folder, Path resumeFile) {
    return new TorrentOrder(
        magnet.hashes(),
        Optional.empty(),
        magnet.name().isEmpty() ? magnet.hashes().id().hex() : magnet.name(),
        magnet.sources(),
        magnet.peers().stream()
            .flatMap(each -> PeerAddress.parse(each.host(), each.port()).stream())
            .map(each -> new InetSocketAddress(each.address(), each.port()))
            .toList(),
        folder,
        Optional.empty(),
        resumeFile,
        false,
        PieceOrder.RAREST_FIRST);
  }

  /** The same, of which more is known. */
  TorrentOrder with(Optional<Torrent> known, Optional<String> content, boolean sharedNow) {
    return new TorrentOrder(
        hashes,
        known,
        known.map(Torrent::name).orElse(name),
        sources,
        peers,
        folder,
        content,
        resumeFile,
        sharedNow,
        pieces);
  }

  /** The same in another order of pieces. */
  TorrentOrder in(PieceOrder other) {
    return new TorrentOrder(
        hashes, torrent, name, sources, peers, folder, contentName, resumeFile, shared, other);
  }

  /** The same under another name on disk, from peers that are known. */
  TorrentOrder at(String content, List<InetSocketAddress> known) {
    return new TorrentOrder(
        hashes,
        torrent,
        name,
        sources,
        known,
        folder,
        Optional.of(content),
        resumeFile,
        shared,
        pieces);
  }
}
