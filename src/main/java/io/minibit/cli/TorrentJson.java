package io.minibit.cli;

import io.minibit.metainfo.FileKind;
import io.minibit.metainfo.HostAndPort;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Torrents and magnet links as the commands print them with {@code --json}. */
final class TorrentJson {
  private TorrentJson() {}

  /** What identifies a torrent and how large it is. */
  static JsonObject summary(Torrent torrent) {
    JsonObject json = new JsonObject().put("name", torrent.name());
    hashes(json, torrent.hashes());
    return json.put("size", torrent.totalLength())
        .put("pieceLength", torrent.pieces().pieceLength())
        .put("pieces", torrent.pieces().pieceCount())
        .put("magnet", MagnetLink.of(torrent).toString());
  }

  /** All that is in a torrent file. */
  static JsonObject full(Torrent torrent) {
    JsonObject json =
        summary(torrent)
            .put("private", torrent.info().isPrivate())
            .put("trackers", tiers(torrent.sources().trackers()))
            .put("webSeeds", new JsonArray(torrent.sources().webSeeds()))
            .put("nodes", addresses(torrent.sources().nodes()));
    putText(json, "comment", torrent.credits().comment());
    putText(json, "createdBy", torrent.credits().createdBy());
    torrent.credits().created().ifPresent(date -> json.put("created", date.toString()));
    JsonArray files = new JsonArray();
    for (TorrentFile file : torrent.files()) {
      if (!file.isPadding()) {
        files.add(file(file));
      }
    }
    return json.put("files", files);
  }

  /** All that is in a magnet link. */
  static JsonObject full(MagnetLink link) {
    JsonObject json = new JsonObject();
    putText(json, "name", link.name());
    hashes(json, link.hashes());
    json.put("trackers", tiers(link.sources().trackers()))
        .put("webSeeds", new JsonArray(link.webSeeds()))
        .put("peers", addresses(link.peers()));
    link.selection().ifPresent(files -> json.put("selectOnly", files.toString()));
    return json.put("magnet", link.toString());
  }

  private static JsonObject file(TorrentFile file) {
    JsonObject json = new JsonObject().put("path", file.path()).put("size", file.length());
    file.writtenPath().ifPresent(written -> json.put("writtenAs", written));
    if (file.kind() == FileKind.LINK) {
      json.put("linkTo", file.linkTarget());
    }
    return json;
  }

  private static void hashes(JsonObject json, InfoHashes hashes) {
    json.put("infoHash", hashes.id().hex());
    hashes.v1().ifPresent(hash -> json.put("infoHashV1", hash.hex()));
    hashes.v2().ifPresent(hash -> json.put("infoHashV2", hash.hex()));
  }

  private static void putText(JsonObject json, String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }

  private static JsonArray tiers(List<List<String>> tiers) {
    JsonArray json = new JsonArray();
    tiers.forEach(tier -> json.add(new JsonArray(tier)));
    return json;
  }

  private static JsonArray addresses(List<HostAndPort> addresses) {
    JsonArray json = new JsonArray();
    addresses.forEach(address -> json.add(address.toString()));
    return json;
  }
}
