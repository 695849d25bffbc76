package io.minibit.session;

import io.minibit.api.TransferState;
import io.minibit.discovery.LocalDiscovery;
import io.minibit.metainfo.InfoHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the local network which torrents this node runs, private ones excepted. Confined to the
 * session's context.
 */
final class LocalPeers {
  private static final Set<TransferState> RUNNING =
      Set.of(
          TransferState.METADATA,
          TransferState.CHECKING,
          TransferState.DOWNLOADING,
          TransferState.SEEDING);

  private final LocalDiscovery discovery;
  private final Map<TorrentEntry, List<InfoHash>> announced = new HashMap<>();

  /**
   * For one node.
   *
   * @param discovery stays the caller's
   */
  LocalPeers(LocalDiscovery discovery) {
    this.discovery = discovery;
  }

  /** The transfer may have begun or stopped to run, or its torrent is known now. */
  void changed(TorrentEntry entry) {
    List<InfoHash> hashes = new ArrayList<>();
    if (RUNNING.contains(entry.state()) && !entry.isPrivate()) {
      entry.transfer().hashes().v1().ifPresent(hashes::add);
      entry.transfer().hashes().v2().ifPresent(hashes::add);
    }
    if (!hashes.equals(announced.getOrDefault(entry, List.of()))) {
      gone(entry);
      announced.put(entry, hashes);
      hashes.forEach(hash -> discovery.add(hash, peer -> entry.transfer().found(List.of(peer))));
    }
  }

  /** The transfer is no more. */
  void gone(TorrentEntry entry) {
    List<InfoHash> before = announced.remove(entry);
    if (before != null) {
      before.forEach(discovery::remove);
    }
  }
}
