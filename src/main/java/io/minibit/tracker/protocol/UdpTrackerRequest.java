package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a client sends to a tracker over UDP (BEP 15), big-endian, the same over IPv4 and IPv6:
 *
 * <pre>
 * all       8 connection id, or 0x41727101980   4 action   4 transaction id
 * announce  20 info hash   20 peer id   8 downloaded   8 left   8 uploaded   4 event
 *           4 address, ignored   4 key   4 peers wanted   2 port   options (BEP 41)
 * scrape    20 info hash, again and again
 * </pre>
 *
 * What follows a message is ignored, since it may be an extension.
 */
public sealed interface UdpTrackerRequest {
  /** Stands in place of a connection id when there is none yet. */
  long MAGIC = 0x41727101980L;

  /** Bytes that all requests begin with. */
  int HEADER_BYTES = 16;

  /** Bytes of an announce without options. */
  int ANNOUNCE_BYTES = 98;

  /** Action number of a connect, and of its answer. */
  int CONNECT = 0;

  /** Action number of an announce, and of its answer. */
  int ANNOUNCE = 1;

  /** Action number of a scrape, and of its answer. */
  int SCRAPE = 2;

  /**
   * Swarms that one scrape asks for: about as many as BEP 15 finds room for in a datagram. Others
   * are not looked at.
   */
  int MAX_SCRAPED = 74;

  /** Chosen by the client, repeated by the answer. */
  int transactionId();

  /** Asks for a connection id. */
  record Connect(int transactionId) implements UdpTrackerRequest {
    @Override
    public byte[] toBytes() {
      return header(MAGIC, CONNECT, transactionId, 0).array();
    }
  }

  /**
   * Announces.
   *
   * @param urlData path and query of the tracker's URL (BEP 41), perhaps empty
   */
  record AnnounceRequest(long connectionId, int transactionId, Announce announce, String urlData)
      implements UdpTrackerRequest {
    @Override
    public byte[] toBytes() {
      byte[] options = UrlDataOption.write(urlData);
      return header(connectionId, ANNOUNCE, transactionId, 82 + options.length)
          .put(announce.infoHash().bytes())
          .put(announce.peerId().bytes())
          .putLong(announce.progress().downloaded())
          .putLong(announce.progress().left())
          .putLong(announce.progress().uploaded())
          .putInt(announce.event().code())
          .putInt(0)
          .putInt(announce.key())
          .putInt(announce.numWant())
          .putShort((short) announce.port())
          .put(options)
          .array();
    }
  }

  /**
   * Asks for the counts of swarms.
   *
   * @param infoHashes 1 to {@link #MAX_SCRAPED}
   */
  record Scrape(long connectionId, int transactionId, List<InfoHash> infoHashes)
      implements UdpTrackerRequest {
    /** Copies the list, checks its length. */
    public Scrape {
      infoHashes = List.copyOf(infoHashes);
      if (infoHashes.isEmpty() || infoHashes.size() > MAX_SCRAPED) {
        throw new IllegalArgumentException("a scrape of " + infoHashes.size() + " swarms");
      }
    }

    @Override
    public byte[] toBytes() {
      byte[] bytes = new byte[HEADER_BYTES + infoHashes.size() * InfoHash.V1_LENGTH];
      ByteBuffer out =
          ByteBuffer.wrap(bytes).putLong(connectionId).putInt(SCRAPE).putInt(transactionId);
      infoHashes.forEach(hash -> out.put(hash.truncated()));
      return bytes;
    }
  }

  /** The datagram. */
  byte[] toBytes();

  private static ByteBuffer header(long id, int action, int transactionId, int bodyBytes) {
    return ByteBuffer.allocate(HEADER_BYTES + bodyBytes)
        .putLong(id)
        .putInt(action)
        .putInt(transactionId);
  }
}
