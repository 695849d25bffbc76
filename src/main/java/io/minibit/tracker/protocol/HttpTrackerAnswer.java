package io.minibit.tracker.protocol;

import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.InfoHash;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a tracker answers over HTTP: a bencoded dictionary (BEP 3), with peers as bytes (BEP 23, BEP
 * 7) or as dictionaries. Failures are answers too, and say when to ask again (BEP 31).
 */
public final class HttpTrackerAnswer {
  private HttpTrackerAnswer() {}

  /**
   * The answer to an announce.
   *
   * @param source where it came from, which the client may not know (BEP 24)
   */
  public static byte[] announced(AnnounceAnswer answer, boolean compact, InetAddress source) {
    BencodeWriter out =
        new BencodeWriter()
            .beginDictionary()
            .key("complete")
            .integer(answer.counts().seeders())
            .key("downloaded")
            .integer(answer.counts().completed())
            .key("external ip")
            .string(source.getAddress())
            .key("incomplete")
            .integer(answer.counts().leechers())
            .key("interval")
            .integer(answer.interval());
    if (answer.minInterval() > 0) {
      out.key("min interval").integer(answer.minInterval());
    }
    if (compact) {
      out.key("peers").string(CompactPeers.write(ofKind(answer, false), false));
      List<PeerAddress> ipv6 = ofKind(answer, true);
      if (!ipv6.isEmpty()) {
        out.key("peers6").string(CompactPeers.write(ipv6, true));
      }
    } else {
      out.key("peers").beginList();
      for (PeerAddress peer : answer.peers()) {
        out.beginDictionary().key("ip").string(peer.ip()).key("port").integer(peer.port()).end();
      }
      out.end();
    }
    answer.warning().ifPresent(warning -> out.key("warning message").string(warning));
    return out.end().toByteArray();
  }

  /** The answer to a scrape (BEP 48). */
  public static byte[] scraped(Map<InfoHash, SwarmCounts> swarms) {
    BencodeWriter out = new BencodeWriter().beginDictionary().key("files").beginDictionary();
    Map<InfoHash, SwarmCounts> sorted =
        new TreeMap<>((a, b) -> Arrays.compareUnsigned(a.bytes(), b.bytes()));
    sorted.putAll(swarms);
    sorted.forEach(
        (infoHash, counts) ->
            out.key(infoHash.bytes())
                .beginDictionary()
                .key("complete")
                .integer(counts.seeders())
                .key("downloaded")
                .integer(counts.completed())
                .key("incomplete")
                .integer(counts.leechers())
                .end());
    return out.end().end().toByteArray();
  }

  /**
   * The tracker's no.
   *
   * @param retryMinutes after which to ask again, or {@link TrackerFailureException#NEVER} (BEP 31)
   */
  public static byte[] failed(String reason, int retryMinutes) {
    BencodeWriter out =
        new BencodeWriter().beginDictionary().key("failure reason").string(reason).key("retry in");
    if (retryMinutes == TrackerFailureException.NEVER) {
      out.string("never");
    } else {
      out.integer(retryMinutes);
    }
    return out.end().toByteArray();
  }

  /**
   * Reads the answer of any tracker to an announce.
   *
   * @throws RefusedException when it is none
   * @throws TrackerFailureException when it is a no
   */
  public static AnnounceAnswer parseAnnounced(byte[] body)
      throws RefusedException, TrackerFailureException {
    return HttpAnswerReader.read(body).announced();
  }

  /**
   * Reads the answer of any tracker to a scrape. Swarms that it does not name are not in it.
   *
   * @throws RefusedException when it is none
   * @throws TrackerFailureException when it is a no
   */
  public static Map<InfoHash, SwarmCounts> parseScraped(byte[] body)
      throws RefusedException, TrackerFailureException {
    return HttpAnswerReader.read(body).scraped();
  }

  private static List<PeerAddress> ofKind(AnnounceAnswer answer, boolean ipv6) {
    return answer.peers().stream()
        .filter(peer -> peer.address() instanceof Inet4Address != ipv6)
        .toList();
  }
}
