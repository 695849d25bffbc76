package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.CompactPeers;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A table that speaks in objects, for tests. */
final class ObjectTable {
  private static final int ROOM = 1000;

  private final SwarmTable table;
  private final PeerDraw draw;
  private final AnnounceCall call = new AnnounceCall();
  private final ByteBuffer ipv4 =
      ByteBuffer.allocate(ROOM * CompactPeers.IPV4_BYTES + PeerSet.SLACK);
  private final ByteBuffer ipv6 = ByteBuffer.allocate(ROOM * CompactPeers.IPV6_BYTES);

  ObjectTable(SwarmTable table, RandomGenerator random) {
    this.table = table;
    this.draw = new PeerDraw(random);
  }

  /** What came of an announce. */
  record Announced(boolean listed, SwarmCounts counts, List<PeerAddress> peers) {}

  Optional<Announced> announce(
      InfoHash infoHash,
      PeerAddress peer,
      boolean seeder,
      AnnounceEvent event,
      int limit,
      boolean bothKinds,
      long now) {
    call.infoHash(infoHash);
    call.address(peer.address());
    call.peer(peer.port(), seeder, event);
    draw.want(
        limit,
        bothKinds || !call.isIpv6() ? ipv4.clear() : null,
        bothKinds || call.isIpv6() ? ipv6.clear() : null);
    table.announce(call, draw, now);
    return call.isServed()
        ? Optional.of(new Announced(call.isListed(), call.counts(), drawn(draw)))
        : Optional.empty();
  }

  SwarmCounts counts(InfoHash infoHash) {
    call.infoHash(infoHash);
    table.scrape(call);
    return call.counts();
  }

  List<PeerAddress> peers(InfoHash infoHash, int limit, long now) {
    call.infoHash(infoHash);
    draw.want(limit, ipv4.clear(), ipv6.clear());
    table.draw(call, draw, now);
    return drawn(draw);
  }

  SwarmTable.Size size() {
    return table.size();
  }

  /** All slices. */
  void sweep(long now) {
    while (table.sweep(now)) {}
  }

  private static List<PeerAddress> drawn(PeerDraw draw) {
    List<PeerAddress> peers = new ArrayList<>();
    for (boolean kind : new boolean[] {false, true}) {
      ByteBuffer out = draw.out(kind);
      if (out != null) {
        peers.addAll(CompactPeers.read(out.duplicate().flip(), kind));
      }
    }
    return peers;
  }
}
