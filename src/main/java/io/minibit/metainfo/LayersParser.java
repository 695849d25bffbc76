package io.minibit.metainfo;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the piece layers beside an info dictionary (BEP 52). Layers may be absent, as with a magnet
 * link; one that is there must belong to a file and prove its root.
 */
final class LayersParser {
  private LayersParser() {}

  static PieceLayers parse(Field torrent, InfoDictionary info) throws InvalidTorrentException {
    PieceLayers known = PieceLayers.of(info);
    Field field = torrent.find("piece layers");
    if (info.hashes().v2().isEmpty() || field == null) {
      return known;
    }
    field.needSortedKeys();
    // Equal files have equal roots and one layer between them.
    Map<ByteBuffer, byte[]> found = new HashMap<>();
    byte[][] layers = new byte[info.files().size()][];
    Map<ByteBuffer, Field> unused = new HashMap<>();
    for (Field layer : field.entries()) {
      unused.put(layer.rawKey(), layer);
    }
    List<TorrentFile> files = info.files();
    for (int i = 0; i < layers.length; i++) {
      if (!known.needsLayer(i)) {
        continue;
      }
      ByteBuffer root = ByteBuffer.wrap(files.get(i).piecesRoot().orElseThrow());
      Field layer = unused.remove(root);
      if (layer != null) {
        found.put(root, layer.asBytes());
      }
      layers[i] = found.get(root);
      if (layers[i] != null) {
        check(info, i, layers[i], layer != null);
      }
    }
    if (!unused.isEmpty()) {
      throw field.refuse("a layer that belongs to no file");
    }
    return PieceLayers.ofChecked(info, layers);
  }

  private static void check(InfoDictionary info, int file, byte[] hashes, boolean isNew)
      throws InvalidTorrentException {
    try {
      PieceLayers.checkLength(info, file, hashes);
      if (isNew) {
        PieceLayers.checkRoot(info, file, hashes);
      }
    } catch (InvalidTorrentException e) {
      throw new InvalidTorrentException(
          "piece layers: that of "
              + Field.printable(info.files().get(file).path())
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
