package io.minibit.tracker.protocol;

import java.nio.ByteBuffer;

/**
 * Reads a request of {@link UdpTrackerRequest} where it lies, so that a tracker can answer hundreds
 * of thousands a second without an object for each. What its fields are worth is said by {@link
 * #refusal}; those behind the header may be asked for only when there is none.
 *
 * <p>Not thread-safe: one owner, who wraps one datagram after another.
 */
public final class UdpRequestView {
  private static final int ACTION_AT = 8;
  private static final int TRANSACTION_AT = 12;
  private static final int INFO_HASH_AT = 16;
  private static final int LEFT_AT = 64;
  private static final int EVENT_AT = 80;
  private static final int NUM_WANT_AT = 92;
  private static final int PORT_AT = 96;
  private static final int HASH_BYTES = 20;

  private ByteBuffer datagram = ByteBuffer.allocate(0);
  private int start;
  private int length;

  /** Looks at what remains in a buffer, big-endian, and leaves its position where it is. */
  public void wrap(ByteBuffer bytes) {
    datagram = bytes;
    start = bytes.position();
    length = bytes.remaining();
  }

  /** Bytes in all. */
  public int length() {
    return length;
  }

  /** Whether the header is there: connection id, action and transaction id. */
  public boolean hasHeader() {
    return length >= UdpTrackerRequest.HEADER_BYTES;
  }

  /** Given out by the tracker, or {@link UdpTrackerRequest#MAGIC}. */
  public long connectionId() {
    return datagram.getLong(start);
  }

  /** What is asked for; any number. */
  public int action() {
    return datagram.getInt(start + ACTION_AT);
  }

  /** To be repeated by the answer. */
  public int transactionId() {
    return datagram.getInt(start + TRANSACTION_AT);
  }

  /** Why this is no request; null when it is one. Whether its connection id is good is not seen. */
  public Refusal refusal() {
    if (!hasHeader()) {
      return length == 0 ? Refusal.EMPTY : Refusal.TOO_SHORT;
    }
    return switch (action()) {
      case UdpTrackerRequest.CONNECT ->
          connectionId() == UdpTrackerRequest.MAGIC ? null : Refusal.BAD_MAGIC;
      case UdpTrackerRequest.ANNOUNCE -> announceRefusal();
      case UdpTrackerRequest.SCRAPE ->
          length < UdpTrackerRequest.HEADER_BYTES + HASH_BYTES ? Refusal.TOO_SHORT : null;
      default -> Refusal.UNKNOWN_ACTION;
    };
  }

  /** How many swarms a scrape asks for; what is over the limit is not looked at. */
  public int hashes() {
    return Math.min(
        (length - UdpTrackerRequest.HEADER_BYTES) / HASH_BYTES, UdpTrackerRequest.MAX_SCRAPED);
  }

  /** The buffer that {@link #hashAt} points into. */
  public ByteBuffer bytes() {
    return datagram;
  }

  /**
   * Where in the buffer the 20 bytes of an info hash begin: of a scrape's nth, or announce's 0th.
   */
  public int hashAt(int number) {
    return start + INFO_HASH_AT + number * HASH_BYTES;
  }

  /** Whether the announcing peer has all. */
  public boolean isSeeder() {
    return datagram.getLong(start + LEFT_AT) == 0;
  }

  /** Why the peer announces. */
  public AnnounceEvent event() {
    return AnnounceEvent.at(datagram.getInt(start + EVENT_AT));
  }

  /** How many peers the announcing one asks for; negative leaves it to the tracker. */
  public int numWant() {
    return datagram.getInt(start + NUM_WANT_AT);
  }

  /** Where the announcing peer listens. */
  public int port() {
    return datagram.getShort(start + PORT_AT) & 0xffff;
  }

  /** Path and query of the tracker's URL that the announcing peer uses (BEP 41), perhaps empty. */
  public String urlData() {
    return length == UdpTrackerRequest.ANNOUNCE_BYTES
        ? ""
        : UrlDataOption.read(
            datagram.slice(
                start + UdpTrackerRequest.ANNOUNCE_BYTES,
                length - UdpTrackerRequest.ANNOUNCE_BYTES));
  }

  private Refusal announceRefusal() {
    if (length < UdpTrackerRequest.ANNOUNCE_BYTES) {
      return Refusal.TOO_SHORT;
    }
    if (event() == null) {
      return Refusal.BAD_EVENT;
    }
    return port() == 0 ? Refusal.BAD_PORT : null;
  }
}
