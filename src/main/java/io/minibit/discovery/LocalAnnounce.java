package io.minibit.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.PeerAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A datagram of local discovery (BEP 14): somebody on this network takes part in some torrents.
 * Which address it has is told by the network alone.
 *
 * @param port where it accepts connections, 1 to 65535
 * @param infoHashes of 20 bytes each, no more than {@link #MAX_HASHES}
 * @param cookie by which a sender knows its own datagrams; may be empty
 */
record LocalAnnounce(int port, List<InfoHash> infoHashes, String cookie) {
  /** Longer ones would be cut into fragments somewhere; BEP 14 forbids them. */
  static final int MAX_LENGTH = 1400;

  /** As many as fit into {@link #MAX_LENGTH}, with a line for each. */
  static final int MAX_HASHES = 24;

  private static final String METHOD = "BT-SEARCH * HTTP/1.1";
  private static final int MAX_COOKIE = 64;
  private static final int HEX = 2 * InfoHash.V1_LENGTH;

  LocalAnnounce {
    infoHashes = List.copyOf(infoHashes);
    if (infoHashes.size() > MAX_HASHES) {
      throw new IllegalArgumentException(infoHashes.size() + " info hashes in one datagram");
    }
  }

  /**
   * The datagram.
   *
   * @param group that it is sent to, as the Host header says it
   */
  byte[] encode(String group) {
    StringBuilder text = new StringBuilder(METHOD).append("\r\nHost: ").append(group);
    text.append("\r\nPort: ").append(port).append("\r\n");
    infoHashes.forEach(hash -> text.append("Infohash: ").append(hash.hex()).append("\r\n"));
    text.append("cookie: ").append(cookie).append("\r\n\r\n\r\n");
    return text.toString().getBytes(ISO_8859_1);
  }

  /**
   * Reads a datagram, which may come from anybody.
   *
   * @return empty if it is none of these, or names no port or no torrent; info hashes that are too
   *     many or no hashes are left out
   */
  static Optional<LocalAnnounce> read(byte[] datagram) {
    if (datagram.length > MAX_LENGTH) {
      return Optional.empty();
    }
    List<String> lines = new String(datagram, ISO_8859_1).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(METHOD)) {
      return Optional.empty();
    }
    int port = 0;
    Set<InfoHash> hashes = new LinkedHashSet<>();
    String cookie = "";
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        break;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
        case "port" -> port = port(value);
        case "infohash" -> addHash(value, hashes);
        case "cookie" -> cookie = value.length() <= MAX_COOKIE ? value : "";
        default -> {
          // Others may come in later versions.
        }
      }
    }
    return port == 0 || hashes.isEmpty()
        ? Optional.empty()
        : Optional.of(new LocalAnnounce(port, List.copyOf(hashes), cookie));
  }

  private static int port(String value) {
    if (!value.matches("[0-9]{1,5}")) {
      return 0;
    }
    int port = Integer.parseInt(value);
    return port <= PeerAddress.MAX_PORT ? port : 0;
  }

  private static void addHash(String value, Set<InfoHash> hashes) {
    if (hashes.size() < MAX_HASHES && value.length() == HEX) {
      try {
        hashes.add(InfoHash.parse(value));
      } catch (IllegalArgumentException noHash) {
        // Nobody of ours: as good as absent.
      }
    }
  }
}
