package io.minibit.metainfo;

import io.minibit.bencode.BencodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads where peers and bytes are to be found (BEP 3, 5, 12, 19). None of it is covered by the info
 * hash, and others' mistakes in it are common: what cannot be understood is passed over.
 */
final class SourcesParser {
  /** Trackers, web seeds or nodes beyond this are passed over: as many as no torrent needs. */
  static final int MAX_EACH = 500;

  /** What URL is longer is passed over: the limit of common HTTP servers. */
  static final int MAX_URL_LENGTH = 8192;

  private SourcesParser() {}

  static Sources parse(Field torrent) throws InvalidTorrentException {
    return new Sources(trackers(torrent), webSeeds(torrent), nodes(torrent));
  }

  /** The tiers of announce-list; the single announce counts where they name none (BEP 12). */
  private static List<List<String>> trackers(Field torrent) throws InvalidTorrentException {
    Set<String> seen = new TreeSet<>();
    List<List<String>> tiers = new ArrayList<>();
    Field list = torrent.findIf("announce-list", BencodeType.LIST);
    if (list != null) {
      for (Field tier : list.elements()) {
        List<String> urls = tier.is(BencodeType.LIST) ? urls(tier, seen) : List.of();
        if (!urls.isEmpty()) {
          tiers.add(urls);
        }
      }
    }
    Field announce = torrent.findIf("announce", BencodeType.STRING);
    if (tiers.isEmpty() && announce != null && isUrl(announce.asText())) {
      tiers.add(List.of(announce.asText()));
    }
    return tiers;
  }

  private static List<String> webSeeds(Field torrent) throws InvalidTorrentException {
    Field one = torrent.findIf("url-list", BencodeType.STRING);
    if (one != null) {
      return isUrl(one.asText()) ? List.of(one.asText()) : List.of();
    }
    Field list = torrent.findIf("url-list", BencodeType.LIST);
    return list == null ? List.of() : urls(list, new TreeSet<>());
  }

  private static List<String> urls(Field list, Set<String> seen) throws InvalidTorrentException {
    List<String> urls = new ArrayList<>();
    for (Field element : list.elements()) {
      if (seen.size() < MAX_EACH
          && element.is(BencodeType.STRING)
          && isUrl(element.asText())
          && seen.add(element.asText())) {
        urls.add(element.asText());
      }
    }
    return urls;
  }

  /** Whether a text can be shown to the client of a tracker or a web seed at all. */
  static boolean isUrl(String text) {
    return text.length() <= MAX_URL_LENGTH
        && text.indexOf("://") > 0
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == ' ');
  }

  private static List<HostAndPort> nodes(Field torrent) throws InvalidTorrentException {
    List<HostAndPort> nodes = new ArrayList<>();
    Field list = torrent.findIf("nodes", BencodeType.LIST);
    if (list == null) {
      return nodes;
    }
    for (Field node : list.elements()) {
      if (nodes.size() == MAX_EACH || !node.is(BencodeType.LIST)) {
        continue;
      }
      List<Field> pair = node.elements();
      if (pair.size() == 2
          && pair.get(0).is(BencodeType.STRING)
          && pair.get(1).is(BencodeType.INTEGER)) {
        String host = pair.get(0).asText();
        long port = pair.get(1).asLong();
        if (!host.isBlank() && port > 0 && port < 65536) {
          nodes.add(new HostAndPort(host, (int) port));
        }
      }
    }
    return nodes;
  }
}
