package io.minibit.wire;

import io.minibit.metainfo.InfoHash;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The torrents that accept encrypted connections. Who dials names its torrent by a hash that only
 * those understand who know the torrent; one look-up finds it among any number. Safe for use by
 * several threads, since connections arrive on all event loops.
 */
public final class TorrentKeys {
  private final Map<ByteString, InfoHash> torrents = new ConcurrentHashMap<>();

  /** From now on connections for it are accepted. */
  public void add(InfoHash infoHash) {
    InfoHash onTheWire = InfoHash.of(infoHash.truncated());
    torrents.put(name(onTheWire), onTheWire);
  }

  /** From now on connections for it are refused. */
  public void remove(InfoHash infoHash) {
    torrents.remove(name(infoHash));
  }

  /** Whether no encrypted connection can be for any torrent here. */
  public boolean isEmpty() {
    return torrents.isEmpty();
  }

  Optional<InfoHash> find(byte[] name) {
    return Optional.ofNullable(torrents.get(ByteString.of(name)));
  }

  private static ByteString name(InfoHash infoHash) {
    return ByteString.of(EncryptedHandshake.torrentName(infoHash));
  }
}
