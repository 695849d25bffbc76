package io.minibit.session;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.transport.IncomingPeers;
import io.minibit.transport.PeerConnection;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.minibit.wire.TorrentKeys;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The torrents of a peer for which connections are accepted, by the 20 bytes that handshakes carry.
 * Confined to the peer's context.
 */
final class TorrentRegistry implements IncomingPeers {
  private final Map<InfoHash, PeerLinks> torrents = new HashMap<>();
  private final TorrentKeys keys = new TorrentKeys();
  private final EncryptionPolicy encryption;

  TorrentRegistry(EncryptionPolicy encryption) {
    this.encryption = encryption;
  }

  /** From now on connections for it go there. */
  void add(InfoHashes hashes, PeerLinks links) {
    hashes.v1().ifPresent(hash -> add(hash, links));
    hashes.v2().ifPresent(hash -> add(hash, links));
  }

  private void add(InfoHash hash, PeerLinks links) {
    torrents.put(onTheWire(hash), links);
    keys.add(hash);
  }

  /**
   * From now on connections for it go there by this name, too, unless it is taken: torrents can be
   * made that have the alias of another one.
   */
  void addAlias(InfoHash alias, PeerLinks links) {
    if (torrents.putIfAbsent(alias, links) == null) {
      keys.add(alias);
    }
  }

  /** From now on connections for it are refused. */
  void remove(InfoHashes hashes, PeerLinks links) {
    hashes.v1().ifPresent(hash -> remove(hash, links));
    hashes.v2().ifPresent(hash -> remove(hash, links));
  }

  /** From now on connections by this name are refused. */
  void remove(InfoHash hash, PeerLinks links) {
    if (torrents.remove(onTheWire(hash), links)) {
      keys.remove(onTheWire(hash));
    }
  }

  private static InfoHash onTheWire(InfoHash hash) {
    return InfoHash.of(hash.truncated());
  }

  @Override
  public Handshake answer(Handshake theirs, InetSocketAddress remote) {
    PeerLinks links = torrents.get(theirs.infoHash());
    return links == null || !links.hasRoom(remote) ? null : links.handshake(theirs.infoHash());
  }

  @Override
  public void connected(PeerConnection connection) {
    PeerLinks links = torrents.get(connection.theirs().infoHash());
    if (links == null) {
      connection.close();
    } else {
      links.connected(connection);
    }
  }

  @Override
  public TorrentKeys keys() {
    return keys;
  }

  @Override
  public EncryptionPolicy encryption() {
    return encryption;
  }
}
