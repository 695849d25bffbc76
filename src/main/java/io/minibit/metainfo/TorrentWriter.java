package io.minibit.metainfo;

import io.minibit.bencode.BencodeWriter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the file of a new torrent once all of its pieces are hashed. */
final class TorrentWriter {
  private final BuildPlan plan;
  private final BuildSettings settings;

  /** Piece layers by root: equal files share one. */
  private final Map<byte[], byte[]> layers = new TreeMap<>(Arrays::compareUnsigned);

  TorrentWriter(BuildPlan plan, BuildSettings settings) {
    this.plan = plan;
    this.settings = settings;
  }

  /** The bytes of the torrent file. */
  byte[] write() {
    byte[] info = info();
    BencodeWriter out = new BencodeWriter().beginDictionary();
    List<List<String>> trackers = settings.sources().trackers();
    if (!trackers.isEmpty()) {
      out.key("announce").string(trackers.get(0).get(0));
    }
    if (trackers.size() > 1 || (trackers.size() == 1 && trackers.get(0).size() > 1)) {
      out.key("announce-list").beginList();
      trackers.forEach(tier -> strings(out, tier));
      out.end();
    }
    text(out, "comment", settings.credits().comment());
    text(out, "created by", settings.credits().createdBy());
    settings
        .credits()
        .created()
        .map(Instant::getEpochSecond)
        .ifPresent(second -> out.key("creation date").integer(second));
    out.key("info").encoded(ByteBuffer.wrap(info));
    nodes(out);
    if (plan.format().hasV2()) {
      out.key("piece layers").beginDictionary();
      layers.forEach((root, layer) -> out.key(root).string(layer));
      out.end();
    }
    if (!settings.sources().webSeeds().isEmpty()) {
      strings(out.key("url-list"), settings.sources().webSeeds());
    }
    return out.end().toByteArray();
  }

  private byte[] info() {
    BencodeWriter out = new BencodeWriter().beginDictionary();
    boolean single = plan.tree().isSingleFile();
    if (plan.format().hasV2()) {
      fileTree(out.key("file tree"));
    }
    if (plan.format().hasV1() && !single) {
      fileList(out.key("files"));
    }
    if (plan.format().hasV1() && single) {
      out.key("length").integer(plan.length(0));
    }
    if (plan.format().hasV2()) {
      out.key("meta version").integer(2);
    }
    out.key("name").string(plan.tree().name());
    out.key("piece length").integer(plan.pieces().pieceLength());
    if (plan.format().hasV1()) {
      out.key("pieces").string(plan.v1Hashes());
    }
    if (settings.isPrivate()) {
      out.key("private").integer(1);
    }
    return out.end().toByteArray();
  }

  private void fileList(BencodeWriter out) {
    out.beginList();
    for (int i = 0; i < plan.fileCount(); i++) {
      out.beginDictionary();
      if (plan.isPadding(i)) {
        out.key("attr").string("p");
      }
      out.key("length").integer(plan.length(i));
      strings(
          out.key("path"),
          plan.isPadding(i)
              ? List.of(".pad", Long.toString(plan.length(i)))
              : plan.source(i).elements());
      out.end();
    }
    out.end();
  }

  /**
   * The files come in the order of the tree, so a folder is open from its first file to its last.
   */
  private void fileTree(BencodeWriter out) {
    out.beginDictionary();
    List<String> open = List.of();
    for (int i = 0; i < plan.fileCount(); i++) {
      if (plan.isPadding(i)) {
        continue;
      }
      List<String> elements = plan.source(i).elements();
      List<String> folders = elements.subList(0, elements.size() - 1);
      int common = 0;
      while (common < open.size()
          && common < folders.size()
          && open.get(common).equals(folders.get(common))) {
        common++;
      }
      for (int depth = open.size(); depth > common; depth--) {
        out.end();
      }
      for (String folder : folders.subList(common, folders.size())) {
        out.key(folder).beginDictionary();
      }
      open = folders;
      out.key(elements.get(elements.size() - 1)).beginDictionary();
      leaf(out.key(""), i);
      out.end();
    }
    open.forEach(folder -> out.end());
    out.end();
  }

  private void leaf(BencodeWriter out, int file) {
    out.beginDictionary().key("length").integer(plan.length(file));
    if (plan.length(file) > 0) {
      out.key("pieces root").string(root(file));
    }
    out.end();
  }

  private byte[] root(int file) {
    int hash = InfoHash.V2_LENGTH;
    byte[] layer =
        Arrays.copyOfRange(
            plan.v2Hashes(),
            plan.pieces().firstPiece(file) * hash,
            plan.pieces().endPiece(file) * hash);
    if (layer.length == hash) {
      return layer;
    }
    int height = MerkleTree.heightOfBytes(plan.pieces().pieceLength());
    byte[] root = MerkleTree.root(layer, height);
    layers.put(root, layer);
    return root;
  }

  private void nodes(BencodeWriter out) {
    if (settings.sources().nodes().isEmpty()) {
      return;
    }
    out.key("nodes").beginList();
    for (HostAndPort node : settings.sources().nodes()) {
      out.beginList().string(node.host()).integer(node.port()).end();
    }
    out.end();
  }

  private static void text(BencodeWriter out, String key, String text) {
    if (!text.isEmpty()) {
      out.key(key).string(text);
    }
  }

  private static void strings(BencodeWriter out, List<String> texts) {
    out.beginList();
    texts.forEach(out::string);
    out.end();
  }
}
