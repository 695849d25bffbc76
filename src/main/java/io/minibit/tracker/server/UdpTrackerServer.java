package io.minibit.tracker.server;

import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.CompactPeers;
import io.minibit.tracker.protocol.Refusal;
import io.minibit.tracker.protocol.UdpRequestView;
import io.minibit.tracker.protocol.UdpTrackerAnswer;
import io.minibit.tracker.protocol.UdpTrackerRequest;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * BEP 15 on the tracker's side: a datagram in, at most one out. Until a client has shown its
 * connection id, and for every error, what goes out is never longer than what came in; an error for
 * which that leaves no room is silence. So the tracker is of no use to one who forges sources.
 *
 * <p>Not thread-safe: one owner. Several may share a table.
 */
public final class UdpTrackerServer {
  /** Fits any path's MTU with headers to spare (IPv6 promises 1280). */
  public static final int MAX_ANSWER_BYTES = 1200;

  private static final int PEER_BYTES =
      MAX_ANSWER_BYTES - UdpTrackerAnswer.ANNOUNCED_BYTES - PeerSet.SLACK;
  private static final int IPV4_PEERS = PEER_BYTES / CompactPeers.IPV4_BYTES;
  private static final int IPV6_PEERS = PEER_BYTES / CompactPeers.IPV6_BYTES;
  private static final String STALE_ID = "stale_connection_id";
  private static final String TOO_MANY = "too_many_requests";

  private final SwarmTable table;
  private final int interval;
  private final ConnectionIds ids;
  private final Admission admission;
  private final RequestCounts counts = new RequestCounts();
  private final LongAdder connects = counts.receiver("connect");
  private final LongAdder announces = counts.receiver("announce");
  private final LongAdder scrapes = counts.receiver("scrape");
  private final UdpRequestView request = new UdpRequestView();
  private final AnnounceCall call = new AnnounceCall();
  private final PeerDraw draw;
  private final Glances glances;

  /** Null where there is nobody to tell. */
  private ChangeLog changes;

  /**
   * A server.
   *
   * @param interval seconds between announces that clients are told
   * @param admission whom it serves
   * @param random chooses among peers
   */
  public UdpTrackerServer(
      SwarmTable table,
      int interval,
      ConnectionIds ids,
      Admission admission,
      RandomGenerator random) {
    this.table = table;
    this.interval = interval;
    this.ids = ids;
    this.admission = admission;
    this.draw = new PeerDraw(random);
    this.glances = new Glances(table, random);
  }

  /**
   * Takes a datagram.
   *
   * @param source its address
   * @param datagram what remains in the buffer, which stays as it is
   * @param answer where the answer goes, from its position on; has room for {@link
   *     #MAX_ANSWER_BYTES}. Both buffers are big-endian
   * @param now milliseconds, as of the table
   * @return whether there is an answer to send back
   */
  public boolean receive(InetAddress source, ByteBuffer datagram, ByteBuffer answer, long now) {
    request.wrap(datagram);
    long chance = mayAnnounce() ? glances.chance() : 0;
    if (!request.hasHeader()) {
      counts.refuse(request.refusal());
      return false;
    }
    call.address(source);
    if (!admission.mayAsk(call, now)) {
      counts.refuse(TOO_MANY);
      return false;
    }
    boolean connecting = request.action() == UdpTrackerRequest.CONNECT;
    if (!connecting && !ids.accepts(request.connectionId(), call, now)) {
      counts.refuse(STALE_ID);
      return fail("unknown connection", answer);
    }
    Refusal refusal = request.refusal();
    if (refusal != null) {
      counts.refuse(refusal);
      // What is no connect request comes from one who has shown nothing, and is likely noise.
      return !connecting && fail(words(refusal), answer);
    }
    return switch (request.action()) {
      case UdpTrackerRequest.CONNECT -> connect(answer, now);
      case UdpTrackerRequest.SCRAPE -> scrape(answer);
      default -> announce(answer, chance, now);
    };
  }

  /** Notes a datagram whose turn comes soon. */
  public void expect(InetAddress source, ByteBuffer datagram) {
    request.wrap(datagram);
    if (mayAnnounce()) {
      call.address(source);
      call.infoHash(request.bytes(), request.hashAt(0));
      call.peer(request.port(), request.isSeeder(), AnnounceEvent.NONE);
      glances.add(call, limit());
    }
  }

  /** Brings into the processor's caches what those datagrams will need. */
  public void expected() {
    glances.look();
  }

  /** From now on announces are noted there. */
  public void note(ChangeLog log) {
    changes = log;
  }

  /** How many requests were taken, by action. */
  public Map<String, Long> received() {
    return counts.received();
  }

  /** How many were not, by reason. */
  public Map<String, Long> refused() {
    return counts.refused();
  }

  private boolean connect(ByteBuffer answer, long now) {
    connects.increment();
    header(UdpTrackerRequest.CONNECT, answer).putLong(ids.issue(call, now));
    return true;
  }

  private boolean mayAnnounce() {
    return request.length() >= UdpTrackerRequest.ANNOUNCE_BYTES;
  }

  /** How many peers fit into the answer and are wanted. */
  private int limit() {
    int wanted = request.numWant() < 0 ? SwarmDesk.DEFAULT_PEERS : request.numWant();
    return Math.min(wanted, call.isIpv6() ? IPV6_PEERS : IPV4_PEERS);
  }

  private boolean announce(ByteBuffer answer, long chance, long now) {
    announces.increment();
    call.infoHash(request.bytes(), request.hashAt(0));
    Access access = admission.access();
    Access.Denial denial = access.denial(call, access.wantsKey() ? request.urlData() : "");
    if (denial != null) {
      counts.refuse(denial);
      return fail(denial.words(), answer);
    }
    int start = answer.position();
    answer.position(start + UdpTrackerAnswer.ANNOUNCED_BYTES);
    draw.want(limit(), call.isIpv6() ? null : answer, call.isIpv6() ? answer : null, chance);
    call.infoHash(request.bytes(), request.hashAt(0));
    call.peer(request.port(), request.isSeeder(), request.event());
    table.announce(call, draw, now);
    if (!call.isServed()) {
      counts.refuse("full");
      return fail("the tracker is full", answer.position(start));
    }
    if (changes != null) {
      changes.announced(call);
    }
    answer
        .putInt(start, UdpTrackerRequest.ANNOUNCE)
        .putInt(start + 4, request.transactionId())
        .putInt(start + 8, interval)
        .putInt(start + 12, call.leechers())
        .putInt(start + 16, call.seeders());
    return true;
  }

  private boolean scrape(ByteBuffer answer) {
    scrapes.increment();
    if (admission.access().wantsKey()) {
      // A scrape has no place for one (BEP 41 extends announces alone).
      counts.refuse(Access.Denial.ACCESS_KEY);
      return fail(Access.Denial.ACCESS_KEY.words(), answer);
    }
    header(UdpTrackerRequest.SCRAPE, answer);
    for (int i = 0; i < request.hashes(); i++) {
      call.infoHash(request.bytes(), request.hashAt(i));
      table.scrape(call);
      answer.putInt(call.seeders()).putInt(call.completed()).putInt(call.leechers());
    }
    return true;
  }

  private boolean fail(String reason, ByteBuffer answer) {
    byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
    if (UdpTrackerAnswer.HEADER_BYTES + text.length > request.length()) {
      return false;
    }
    header(UdpTrackerAnswer.ERROR, answer).put(text);
    return true;
  }

  private ByteBuffer header(int action, ByteBuffer answer) {
    return answer.putInt(action).putInt(request.transactionId());
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
