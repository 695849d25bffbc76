package io.minibit.metainfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a magnet link. Like other clients it passes over parameters that it does not know, and
 * trackers and peers that make no sense; the hashes and the selection of files must be right.
 */
final class MagnetParser {
  static final String SCHEME = "magnet:?";
  static final String V1_TOPIC = "urn:btih:";

  /** A multihash (BEP 9): 0x12 for SHA-256, 0x20 for its 32 bytes, then the hash. */
  static final String V2_TOPIC = "urn:btmh:1220";

  private static final String ANY_V2_TOPIC = "urn:btmh:";

  /** Longer than any link that works elsewhere. */
  private static final int MAX_LENGTH = 64 * 1024;

  /** Several parameters of one kind may be told apart by a number: xt.1, tr.2. */
  private static final Pattern NUMBERED = Pattern.compile("(xt|tr|ws)\\.\\d+");

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BASE32_LENGTH = 32;

  private Optional<InfoHash> v1 = Optional.empty();
  private Optional<InfoHash> v2 = Optional.empty();
  private String name = "";
  private final List<String> trackers = new ArrayList<>();
  private final List<String> webSeeds = new ArrayList<>();
  private final List<HostAndPort> peers = new ArrayList<>();
  private Optional<FileSelection> selection = Optional.empty();

  private MagnetParser() {}

  static MagnetLink parse(String link) throws InvalidTorrentException {
    if (!MagnetLink.looksLike(link)) {
      throw new InvalidTorrentException("magnet link: must begin with " + SCHEME);
    }
    if (link.length() > MAX_LENGTH) {
      throw new InvalidTorrentException(
          "magnet link: " + link.length() + " characters, more than " + MAX_LENGTH);
    }
    MagnetParser parser = new MagnetParser();
    for (String parameter : link.substring(SCHEME.length()).split("&", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0) {
        parser.add(parameter.substring(0, equals), parameter.substring(equals + 1));
      }
    }
    return parser.result();
  }

  private void add(String key, String value) throws InvalidTorrentException {
    Matcher numbered = NUMBERED.matcher(key);
    switch (numbered.matches() ? numbered.group(1) : key) {
      case "xt" -> addTopic(PercentCoding.decode(value));
      // Web forms write spaces as plus signs, and names are what passes through forms.
      case "dn" -> name = PercentCoding.decode(value.replace('+', ' '));
      case "tr" -> addUrl(trackers, PercentCoding.decode(value));
      case "ws" -> addUrl(webSeeds, PercentCoding.decode(value));
      case "x.pe" -> addPeer(PercentCoding.decode(value));
      case "so" -> selection = Optional.of(FileSelection.parse(PercentCoding.decode(value)));
      default -> {
        // Other networks and later extensions.
      }
    }
  }

  private void addTopic(String topic) throws InvalidTorrentException {
    if (topic.regionMatches(true, 0, V1_TOPIC, 0, V1_TOPIC.length())) {
      v1 = single(v1, v1Hash(topic.substring(V1_TOPIC.length())));
    } else if (topic.regionMatches(true, 0, ANY_V2_TOPIC, 0, ANY_V2_TOPIC.length())) {
      v2 = single(v2, v2Hash(topic));
    }
  }

  private static Optional<InfoHash> single(Optional<InfoHash> known, InfoHash hash)
      throws InvalidTorrentException {
    if (known.isPresent() && !known.get().equals(hash)) {
      throw new InvalidTorrentException("magnet link: names two torrents");
    }
    return Optional.of(hash);
  }

  private static InfoHash v1Hash(String text) throws InvalidTorrentException {
    try {
      if (text.length() == BASE32_LENGTH) {
        return InfoHash.of(fromBase32(text));
      }
      if (text.length() == 2 * InfoHash.V1_LENGTH) {
        return InfoHash.parse(text);
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidTorrentException(V1_TOPIC + Field.printable(text) + ": no info hash", e);
    }
    throw new InvalidTorrentException(
        V1_TOPIC + Field.printable(text) + ": must have 40 hex digits or 32 of base 32");
  }

  private static InfoHash v2Hash(String topic) throws InvalidTorrentException {
    String wanted = V2_TOPIC + " and 64 hex digits";
    if (!topic.regionMatches(true, 0, V2_TOPIC, 0, V2_TOPIC.length())
        || topic.length() != V2_TOPIC.length() + 2 * InfoHash.V2_LENGTH) {
      throw new InvalidTorrentException(Field.printable(topic) + ": must be " + wanted);
    }
    try {
      return InfoHash.parse(topic.substring(V2_TOPIC.length()));
    } catch (IllegalArgumentException e) {
      throw new InvalidTorrentException(Field.printable(topic) + ": must be " + wanted, e);
    }
  }

  /** 32 digits of 5 bits are 20 bytes (RFC 4648). */
  private static byte[] fromBase32(String text) {
    byte[] bytes = new byte[InfoHash.V1_LENGTH];
    for (int i = 0; i < text.length(); i++) {
      int digit = BASE32.indexOf(Character.toUpperCase(text.charAt(i)));
      if (digit < 0) {
        throw new IllegalArgumentException("no digit of base 32");
      }
      for (int bit = 0; bit < 5; bit++) {
        int at = i * 5 + bit;
        bytes[at / 8] |= (byte) ((digit >> (4 - bit) & 1) << (7 - at % 8));
      }
    }
    return bytes;
  }

  private static void addUrl(List<String> urls, String url) {
    if (urls.size() < SourcesParser.MAX_EACH && SourcesParser.isUrl(url) && !urls.contains(url)) {
      urls.add(url);
    }
  }

  private void addPeer(String address) {
    if (peers.size() < SourcesParser.MAX_EACH) {
      HostAndPort.tryParse(address).ifPresent(peers::add);
    }
  }

  private MagnetLink result() throws InvalidTorrentException {
    if (v1.isEmpty() && v2.isEmpty()) {
      throw new InvalidTorrentException(
          "magnet link: no info hash, expected xt=" + V1_TOPIC + "... or xt=" + V2_TOPIC + "...");
    }
    return new MagnetLink(new InfoHashes(v1, v2), name, trackers, webSeeds, peers, selection);
  }
}
