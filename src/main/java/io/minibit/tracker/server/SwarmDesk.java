package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.CompactPeers;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks a {@link SwarmTable} in terms of objects: for those who are asked less often than the UDP
 * door.
 *
 * <p>Not thread-safe: one owner. Several may share a table.
 */
public final class SwarmDesk {
  /** Peers for those who name no number: what most clients ask for, and more than they dial. */
  static final int DEFAULT_PEERS = 50;

  /** Seconds that a client should wait at least, whatever moves it; less where the interval is. */
  private static final int MIN_INTERVAL = 60;

  private static final String NOT_LISTED = "too many peers: served, but not listed";

  private final SwarmTable table;
  private final int interval;
  private final int maxPeers;
  private final AnnounceCall call = new AnnounceCall();
  private final PeerDraw draw;
  private final ByteBuffer ipv4;
  private final ByteBuffer ipv6;

  /** Null where there is nobody to tell. */
  private ChangeLog changes;

  /**
   * A desk.
   *
   * @param interval seconds between announces that clients are told
   * @param maxPeers that one answer holds
   * @param random chooses among peers
   */
  public SwarmDesk(SwarmTable table, int interval, int maxPeers, RandomGenerator random) {
    this.table = table;
    this.interval = interval;
    this.maxPeers = maxPeers;
    this.draw = new PeerDraw(random);
    this.ipv4 = ByteBuffer.allocate(maxPeers * CompactPeers.IPV4_BYTES + PeerSet.SLACK);
    this.ipv6 = ByteBuffer.allocate(maxPeers * CompactPeers.IPV6_BYTES + PeerSet.SLACK);
  }

  /**
   * Takes an announce.
   *
   * @param source where it came from; the peer is there, whatever it claims
   * @return empty when the tracker is full
   */
  Optional<AnnounceAnswer> announce(InetAddress source, Announce announce, long now) {
    call.infoHash(announce.infoHash());
    call.address(source);
    call.peer(announce.port(), announce.isSeeder(), announce.event());
    want(announce.numWant() < 0 ? DEFAULT_PEERS : announce.numWant());
    table.announce(call, draw, now);
    if (!call.isServed()) {
      return Optional.empty();
    }
    if (changes != null) {
      changes.announced(call);
    }
    return Optional.of(
        new AnnounceAnswer(
            interval,
            Math.min(interval, MIN_INTERVAL),
            call.counts(),
            drawn(),
            call.isListed() || announce.event() == AnnounceEvent.STOPPED
                ? Optional.empty()
                : Optional.of(NOT_LISTED)));
  }

  void note(ChangeLog log) {
    changes = log;
  }

  /** The question of that announce, to be judged before it is put to the table. */
  AnnounceCall call(InetAddress source, InfoHash infoHash) {
    call.infoHash(infoHash);
    call.address(source);
    return call;
  }

  /** The counts of a swarm; all 0 when there is none, and none is made. */
  public SwarmCounts scrape(InfoHash infoHash) {
    call.infoHash(infoHash);
    table.scrape(call);
    return call.counts();
  }

  /** Some of the peers of a swarm, drawn by chance. */
  public List<PeerAddress> peers(InfoHash infoHash, long now) {
    call.infoHash(infoHash);
    want(maxPeers);
    table.draw(call, draw, now);
    return drawn();
  }

  private void want(int peers) {
    draw.want(Math.min(peers, maxPeers), ipv4.clear(), ipv6.clear());
  }

  private List<PeerAddress> drawn() {
    List<PeerAddress> drawn = new ArrayList<>(CompactPeers.read(ipv4.flip(), false));
    drawn.addAll(CompactPeers.read(ipv6.flip(), true));
    return drawn;
  }
}
