package io.minibit.cli;

import io.minibit.metainfo.FileKind;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import java.util.List;

/**
 * Torrents and magnet links as a person reads them; the console escapes what comes from outside.
 */
final class TorrentText {
  private final Console console;

  TorrentText(Console console) {
    this.console = console;
  }

  void print(Torrent torrent) {
    line("Name", torrent.name());
    hashes(torrent.hashes());
    long files = torrent.files().stream().filter(file -> !file.isPadding()).count();
    String count = files == 1 ? "1 file" : files + " files";
    line("Size", size(torrent.totalLength()) + " in " + count);
    PieceGeometry pieces = torrent.pieces();
    line("Pieces", pieces.pieceCount() + " of " + Quantity.bytes(pieces.pieceLength()));
    line("Private", torrent.info().isPrivate() ? "yes" : "no");
    torrent.credits().created().ifPresent(date -> line("Created", date.toString()));
    text("Created by", torrent.credits().createdBy());
    text("Comment", torrent.credits().comment());
    tiers(torrent.sources().trackers());
    torrent.sources().webSeeds().forEach(url -> line("Web seed", url));
    torrent.sources().nodes().forEach(node -> line("Node", node.toString()));
    line("Magnet link", MagnetLink.of(torrent).toString());
    console.line(Style.BOLD, "Files");
    for (TorrentFile file : torrent.files()) {
      if (!file.isPadding()) {
        console.line(
            String.format(
                "  %10s  %s%s", Quantity.bytes(file.length()), file.path(), remark(file)));
      }
    }
  }

  void print(MagnetLink link) {
    text("Name", link.name());
    hashes(link.hashes());
    link.trackers().forEach(url -> line("Tracker", url));
    link.webSeeds().forEach(url -> line("Web seed", url));
    link.peers().forEach(peer -> line("Peer", peer.toString()));
    link.selection().ifPresent(files -> line("Files wanted", files.toString()));
    line("Magnet link", link.toString());
  }

  private static String remark(TorrentFile file) {
    if (file.kind() == FileKind.LINK) {
      return " (a link to " + file.linkTarget() + ", not stored)";
    }
    return file.writtenPath().map(path -> " (in the torrent: " + path + ")").orElse("");
  }

  private void hashes(InfoHashes hashes) {
    hashes.v1().ifPresent(hash -> line("Info hash v1", hash.hex()));
    hashes.v2().ifPresent(hash -> line("Info hash v2", hash.hex()));
  }

  private void tiers(List<List<String>> tiers) {
    for (int tier = 0; tier < tiers.size(); tier++) {
      for (String url : tiers.get(tier)) {
        line("Tracker", url + (tiers.size() > 1 ? " (tier " + (tier + 1) + ")" : ""));
      }
    }
  }

  private static String size(long bytes) {
    return bytes < 1024 ? bytes + " B" : Quantity.bytes(bytes) + " (" + bytes + " bytes)";
  }

  private void text(String title, String text) {
    if (!text.isEmpty()) {
      line(title, text);
    }
  }

  private void line(String title, String text) {
    console.line(String.format("%-13s %s", title, text));
  }
}
