package io.minibit.tracker.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a tracker answers over UDP (BEP 15), big-endian:
 *
 * <pre>
 * all       4 action   4 transaction id
 * connect   8 connection id
 * announce  4 interval   4 leechers   4 seeders   6 or 18 a peer, by the packet's family
 * scrape    4 seeders   4 completed   4 leechers, for each swarm in the order of the request
 * error     a message to the end
 * </pre>
 */
public sealed interface UdpTrackerAnswer {
  /** Action number of an error. */
  int ERROR = 3;

  /** Bytes that all answers begin with. */
  int HEADER_BYTES = 8;

  /** Bytes of an answer to an announce without peers. */
  int ANNOUNCED_BYTES = 20;

  /** Repeated from the request. */
  int transactionId();

  /** The datagram. */
  byte[] toBytes();

  /** A connection id. */
  record Connected(int transactionId, long connectionId) implements UdpTrackerAnswer {
    @Override
    public byte[] toBytes() {
      return header(UdpTrackerRequest.CONNECT, transactionId, 8).putLong(connectionId).array();
    }
  }

  /**
   * The answer to an announce. Neither a least interval nor a warning travel this way.
   *
   * @param ipv6 which kind of peers it carries; others are left out
   */
  record Announced(int transactionId, AnnounceAnswer answer, boolean ipv6)
      implements UdpTrackerAnswer {
    @Override
    public byte[] toBytes() {
      byte[] peers = CompactPeers.write(answer.peers(), ipv6);
      return header(
              UdpTrackerRequest.ANNOUNCE,
              transactionId,
              ANNOUNCED_BYTES - HEADER_BYTES + peers.length)
          .putInt(answer.interval())
          .putInt(answer.counts().leechers())
          .putInt(answer.counts().seeders())
          .put(peers)
          .array();
    }
  }

  /** The answer to a scrape. */
  record Scraped(int transactionId, List<SwarmCounts> swarms) implements UdpTrackerAnswer {
    /** Copies the list. */
    public Scraped {
      swarms = List.copyOf(swarms);
    }

    @Override
    public byte[] toBytes() {
      byte[] bytes = new byte[HEADER_BYTES + swarms.size() * 12];
      ByteBuffer out =
          ByteBuffer.wrap(bytes).putInt(UdpTrackerRequest.SCRAPE).putInt(transactionId);
      for (SwarmCounts swarm : swarms) {
        out.putInt(swarm.seeders()).putInt(swarm.completed()).putInt(swarm.leechers());
      }
      return bytes;
    }
  }

  /** The tracker's no. */
  record Failed(int transactionId, String reason) implements UdpTrackerAnswer {
    @Override
    public byte[] toBytes() {
      byte[] text = reason.getBytes(StandardCharsets.UTF_8);
      return header(ERROR, transactionId, text.length).put(text).array();
    }
  }

  /**
   * Reads the answer of any tracker. Negative numbers count as 0, peers that nobody could reach are
   * left out.
   *
   * @param ipv6 whether it came over IPv6
   * @throws RefusedException when it is no answer
   */
  static UdpTrackerAnswer parse(byte[] datagram, boolean ipv6) throws RefusedException {
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    require(bytes, HEADER_BYTES);
    int action = bytes.getInt();
    int transactionId = bytes.getInt();
    switch (action) {
      case UdpTrackerRequest.CONNECT -> {
        require(bytes, 8);
        return new Connected(transactionId, bytes.getLong());
      }
      case UdpTrackerRequest.ANNOUNCE -> {
        require(bytes, ANNOUNCED_BYTES - HEADER_BYTES);
        int interval = count(bytes);
        int leechers = count(bytes);
        int seeders = count(bytes);
        return new Announced(
            transactionId,
            new AnnounceAnswer(
                interval,
                0,
                new SwarmCounts(seeders, 0, leechers),
                CompactPeers.read(bytes, ipv6),
                Optional.empty()),
            ipv6);
      }
      case UdpTrackerRequest.SCRAPE -> {
        List<SwarmCounts> swarms = new ArrayList<>();
        while (bytes.remaining() >= 12 && swarms.size() < UdpTrackerRequest.MAX_SCRAPED) {
          swarms.add(new SwarmCounts(count(bytes), count(bytes), count(bytes)));
        }
        return new Scraped(transactionId, swarms);
      }
      case ERROR -> {
        return new Failed(transactionId, StandardCharsets.UTF_8.decode(bytes).toString());
      }
      default -> throw new RefusedException(Refusal.UNKNOWN_ACTION);
    }
  }

  private static int count(ByteBuffer bytes) {
    return Math.max(0, bytes.getInt());
  }

  private static void require(ByteBuffer bytes, int wanted) throws RefusedException {
    if (bytes.remaining() < wanted) {
      throw new RefusedException(Refusal.TOO_SHORT);
    }
  }

  private static ByteBuffer header(int action, int transactionId, int bodyBytes) {
    return ByteBuffer.allocate(HEADER_BYTES + bodyBytes).putInt(action).putInt(transactionId);
  }
}
