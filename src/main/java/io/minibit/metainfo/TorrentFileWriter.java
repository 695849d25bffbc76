package io.minibit.metainfo;

import io.minibit.bencode.BencodeWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a torrent that is known, perhaps from peers alone, as a file (BEP 3, 12, 19, 52), so that
 * it need not be asked for again. The info dictionary is the one that was received.
 */
final class TorrentFileWriter {
  private TorrentFileWriter() {}

  static byte[] write(Torrent torrent) {
    BencodeWriter out = new BencodeWriter().beginDictionary();
    List<List<String>> tiers = torrent.sources().trackers();
    if (!tiers.isEmpty()) {
      out.key("announce").string(tiers.get(0).get(0));
      out.key("announce-list").beginList();
      tiers.forEach(tier -> strings(out, tier));
      out.end();
    }
    out.key("info").encoded(ByteBuffer.wrap(torrent.info().bytes()));
    if (torrent.hashes().v2().isPresent()) {
      out.key("piece layers").beginDictionary();
      layers(torrent).forEach((root, layer) -> out.key(root).string(layer));
      out.end();
    }
    if (!torrent.sources().webSeeds().isEmpty()) {
      strings(out.key("url-list"), torrent.sources().webSeeds());
    }
    return out.end().toByteArray();
  }

  /** Those that are known, by root; equal files share one. */
  private static Map<byte[], byte[]> layers(Torrent torrent) {
    Map<byte[], byte[]> layers = new TreeMap<>(Arrays::compareUnsigned);
    for (int file = 0; file < torrent.files().size(); file++) {
      byte[] root = torrent.files().get(file).piecesRoot().orElse(null);
      torrent.layers().layer(file).ifPresent(layer -> layers.put(root, layer));
    }
    return layers;
  }

  private static void strings(BencodeWriter out, List<String> texts) {
    out.beginList();
    texts.forEach(out::string);
    out.end();
  }
}
