package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a client asks a tracker over HTTP, as the query of a GET (BEP 3, BEP 7, BEP 23, BEP 48).
 *
 * <p>The fields {@code ip}, {@code ipv4} and {@code ipv6} are ignored: anybody could name a victim
 * there. So are those that nobody knows.
 */
public sealed interface HttpTrackerRequest {

  /**
   * Announces.
   *
   * @param compact whether the answer may be without peer ids and in bytes, which is also what we
   *     take for granted of those who do not say
   */
  record AnnounceRequest(Announce announce, boolean compact) implements HttpTrackerRequest {
    @Override
    public String toQuery() {
      String event = announce.event().text();
      return "info_hash="
          + HttpQuery.encode(announce.infoHash().bytes())
          + "&peer_id="
          + HttpQuery.encode(announce.peerId().bytes())
          + "&port="
          + announce.port()
          + "&uploaded="
          + announce.progress().uploaded()
          + "&downloaded="
          + announce.progress().downloaded()
          + "&left="
          + announce.progress().left()
          + "&key="
          + Integer.toHexString(announce.key())
          + (announce.numWant() < 0 ? "" : "&numwant=" + announce.numWant())
          + (event.isEmpty() ? "" : "&event=" + event)
          + (compact ? "&compact=1&no_peer_id=1" : "&compact=0&no_peer_id=1");
    }
  }

  /**
   * Asks for the counts of swarms.
   *
   * @param infoHashes 1 or more; as many as a request has room for
   */
  record Scrape(List<InfoHash> infoHashes) implements HttpTrackerRequest {
    /** Copies the list. */
    public Scrape {
      infoHashes = List.copyOf(infoHashes);
    }

    @Override
    public String toQuery() {
      return infoHashes.stream()
          .map(hash -> "info_hash=" + HttpQuery.encode(hash.truncated()))
          .collect(Collectors.joining("&"));
    }
  }

  /** The query, without a question mark. */
  String toQuery();

  /**
   * Reads the query of an announce.
   *
   * @param query raw, or null for none
   * @throws RefusedException when a field that is needed is missing, or one makes no sense
   */
  static AnnounceRequest parseAnnounce(String query) throws RefusedException {
    HttpQuery fields = HttpQuery.parse(query);
    InfoHash infoHash = infoHash(fields.one("info_hash").orElseThrow(HttpTrackerRequest::missing));
    byte[] peerId = fields.one("peer_id").orElseThrow(HttpTrackerRequest::missing);
    if (peerId.length != PeerId.LENGTH) {
      throw new RefusedException(Refusal.BAD_PEER_ID);
    }
    if (fields.one("port").isEmpty()) {
      throw missing();
    }
    long port = fields.number("port", 0);
    if (port < 1 || port > PeerAddress.MAX_PORT) {
      throw new RefusedException(Refusal.BAD_PORT);
    }
    AnnounceEvent event =
        AnnounceEvent.of(fields.text("event").orElse(""))
            .orElseThrow(() -> new RefusedException(Refusal.BAD_EVENT));
    Announce.Progress progress =
        new Announce.Progress(
            fields.number("downloaded", 0),
            fields.number("uploaded", 0),
            fields.number("left", Long.MAX_VALUE));
    long numWant = fields.number("numwant", Announce.ANY_NUMBER);
    Announce announce =
        new Announce(
            infoHash,
            PeerId.of(peerId),
            progress,
            event,
            0, // Of any form over HTTP, and of no use to a tracker that goes by addresses.
            (int) Math.max(Announce.ANY_NUMBER, Math.min(Integer.MAX_VALUE, numWant)),
            (int) port);
    return new AnnounceRequest(announce, fields.number("compact", 1) != 0);
  }

  /**
   * Reads the query of a scrape. One without an info hash, which would ask for all there is, is
   * refused.
   *
   * @param query raw, or null for none
   */
  static Scrape parseScrape(String query) throws RefusedException {
    List<InfoHash> infoHashes = new ArrayList<>();
    for (byte[] infoHash : HttpQuery.parse(query).all("info_hash")) {
      infoHashes.add(infoHash(infoHash));
    }
    if (infoHashes.isEmpty()) {
      throw missing();
    }
    return new Scrape(infoHashes);
  }

  private static InfoHash infoHash(byte[] bytes) throws RefusedException {
    if (bytes.length != InfoHash.V1_LENGTH) {
      throw new RefusedException(Refusal.BAD_INFO_HASH);
    }
    return InfoHash.of(bytes);
  }

  private static RefusedException missing() {
    return new RefusedException(Refusal.MISSING_FIELD);
  }
}
