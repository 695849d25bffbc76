package io.minibit.session;

import io.minibit.bencode.Bencode;
import io.minibit.bencode.BencodeValue;
import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a node keeps of a torrent transfer, so that it comes back after a restart: a bencoded
 * dictionary. What of the content is on disk is kept elsewhere, by the storage.
 *
 * @param link the torrent by what it was ordered by
 * @param torrent all of it, as far as it is known
 * @param folder holds the content
 * @param contentName what it is called there; the torrent's own name if empty
 * @param sharedName under which it is, or will be, registered; empty for none
 * @param shared whether the content was there before the torrent
 * @param owned whether this node has written, or given out, the content
 * @param paused whether it waits to be resumed
 * @param download bytes a second at most, 0 for no limit
 * @param upload likewise
 */
record SavedTransfer(
    MagnetLink link,
    Optional<Torrent> torrent,
    Path folder,
    Optional<String> contentName,
    Optional<String> sharedName,
    boolean shared,
    boolean owned,
    boolean paused,
    long download,
    long upload) {
  private static final int FORMAT = 1;

  /** The text of a file that says all this. */
  byte[] encode() {
    BencodeWriter out = new BencodeWriter().beginDictionary();
    contentName.ifPresent(name -> out.key("content").string(name));
    out.key("download").integer(download);
    out.key("folder").string(folder.toString());
    out.key("format").integer(FORMAT);
    out.key("link").string(link.toString());
    out.key("owned").integer(owned ? 1 : 0);
    out.key("paused").integer(paused ? 1 : 0);
    out.key("shared").integer(shared ? 1 : 0);
    sharedName.ifPresent(name -> out.key("shared as").string(name));
    torrent.ifPresent(known -> out.key("torrent").string(known.file()));
    return out.key("upload").integer(upload).end().toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException with what is wrong, for anything else
   * @throws InvalidTorrentException where the torrent in it is none
   */
  static SavedTransfer decode(byte[] bytes) throws InvalidTorrentException {
    BencodeValue root = Bencode.decode(bytes);
    long format = need(root, "format").asLong();
    if (format != FORMAT) {
      throw new IllegalArgumentException("is of format " + format + ", from another version");
    }
    MagnetLink link = MagnetLink.parse(need(root, "link").asText());
    Optional<Torrent> torrent = Optional.empty();
    if (root.get("torrent") != null) {
      torrent = Optional.of(TorrentParser.parse(root.get("torrent").asBytes()));
      if (!torrent.get().hashes().contains(link.hashes().id())) {
        throw new IllegalArgumentException("holds another torrent than its link says");
      }
    }
    return new SavedTransfer(
        link,
        torrent,
        Path.of(need(root, "folder").asText()),
        element(root, "content"),
        Optional.ofNullable(root.get("shared as")).map(BencodeValue::asText),
        flag(root, "shared"),
        flag(root, "owned"),
        flag(root, "paused"),
        rate(root, "download"),
        rate(root, "upload"));
  }

  private static BencodeValue need(BencodeValue dictionary, String key) {
    BencodeValue value = dictionary.get(key);
    if (value == null) {
      throw new IllegalArgumentException("has no " + key);
    }
    return value;
  }

  /** A name that leads nowhere but into its folder. */
  private static Optional<String> element(BencodeValue root, String key) {
    Optional<String> name = Optional.ofNullable(root.get(key)).map(BencodeValue::asText);
    if (name.filter(text -> !PlainName.isPlain(text)).isPresent()) {
      throw new IllegalArgumentException("names a file that is no plain name");
    }
    return name;
  }

  private static boolean flag(BencodeValue root, String key) {
    return need(root, key).asLong() == 1;
  }

  private static long rate(BencodeValue root, String key) {
    long rate = need(root, key).asLong();
    if (rate < 0) {
      throw new IllegalArgumentException("has a negative " + key);
    }
    return rate;
  }
}
