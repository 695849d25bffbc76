package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.CompactPeers;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.Refusal;
import io.minibit.tracker.protocol.RefusedException;
import io.minibit.tracker.protocol.SwarmCounts;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * BEP 15 on the tracker's side: a datagram in, at most one out. Until a client has shown its
 * connection id, and for every error, what goes out is never longer than what came in; an error for
 * which that leaves no room is silence. So the tracker is of no use to one who forges sources.
 *
 * <p>Not thread-safe: one owner.
 */
public final class UdpTrackerServer {
  /** Fits any path's MTU with headers to spare (IPv6 promises 1280). */
  public static final int MAX_ANSWER_BYTES = 1200;

  private static final int PEER_BYTES = MAX_ANSWER_BYTES - UdpTrackerAnswer.ANNOUNCED_BYTES;
  private static final String STALE_ID = "stale_connection_id";
  private static final String FULL = "full";

  private final SwarmDesk desk;
  private final ConnectionIds ids;
  private final RequestCounts counts = new RequestCounts();

  /**
   * A server.
   *
   * @param interval seconds between announces that clients are told
   */
  public UdpTrackerServer(SwarmTable table, int interval, ConnectionIds ids) {
    this.desk = new SwarmDesk(table, interval);
    this.ids = ids;
  }

  /**
   * Takes a datagram.
   *
   * @param sender its source
   * @param now milliseconds, as of the table
   * @return the answer to send back
   */
  public Optional<byte[]> receive(PeerAddress sender, byte[] datagram, long now) {
    if (datagram.length < UdpTrackerRequest.HEADER_BYTES) {
      counts.refuse(datagram.length == 0 ? Refusal.EMPTY : Refusal.TOO_SHORT);
      return Optional.empty();
    }
    ByteBuffer header = ByteBuffer.wrap(datagram);
    long connectionId = header.getLong();
    int action = header.getInt();
    int transactionId = header.getInt();
    if (action != UdpTrackerRequest.CONNECT && !ids.accepts(connectionId, sender.address(), now)) {
      counts.refuse(STALE_ID);
      return error(datagram, transactionId, "unknown connection");
    }
    try {
      return answer(sender, datagram, now);
    } catch (RefusedException e) {
      counts.refuse(e.refusal());
      // What is no connect request comes from one who has shown nothing, and is likely noise.
      return action == UdpTrackerRequest.CONNECT
          ? Optional.empty()
          : error(datagram, transactionId, words(e.refusal()));
    }
  }

  /** How many requests were taken, by action. */
  public Map<String, Long> received() {
    return counts.received();
  }

  /** How many were not, by reason. */
  public Map<String, Long> refused() {
    return counts.refused();
  }

  private Optional<byte[]> answer(PeerAddress sender, byte[] datagram, long now)
      throws RefusedException {
    UdpTrackerRequest request = UdpTrackerRequest.parse(datagram);
    int transactionId = request.transactionId();
    if (request instanceof UdpTrackerRequest.AnnounceRequest announce) {
      counts.receive("announce");
      boolean ipv6 = sender.address() instanceof Inet6Address;
      int room = PEER_BYTES / (ipv6 ? CompactPeers.IPV6_BYTES : CompactPeers.IPV4_BYTES);
      Optional<AnnounceAnswer> answer =
          desk.announce(sender.address(), announce.announce(), room, false, now);
      if (answer.isEmpty()) {
        counts.refuse(FULL);
        return error(datagram, transactionId, "the tracker is full");
      }
      return Optional.of(
          new UdpTrackerAnswer.Announced(transactionId, answer.get(), ipv6).toBytes());
    } else if (request instanceof UdpTrackerRequest.Scrape scrape) {
      counts.receive("scrape");
      List<SwarmCounts> swarms = new ArrayList<>();
      for (InfoHash infoHash : scrape.infoHashes()) {
        swarms.add(desk.scrape(infoHash, now));
      }
      return Optional.of(new UdpTrackerAnswer.Scraped(transactionId, swarms).toBytes());
    }
    counts.receive("connect");
    long id = ids.issue(sender.address(), now);
    return Optional.of(new UdpTrackerAnswer.Connected(transactionId, id).toBytes());
  }

  private static Optional<byte[]> error(byte[] datagram, int transactionId, String reason) {
    byte[] answer = new UdpTrackerAnswer.Failed(transactionId, reason).toBytes();
    return answer.length <= datagram.length ? Optional.of(answer) : Optional.empty();
  }

  private static String words(Refusal refusal) {
    return switch (refusal) {
      case BAD_PORT -> "port 0";
      case BAD_EVENT -> "unknown event";
      case UNKNOWN_ACTION -> "unknown action";
      default -> "malformed request";
    };
  }
}
