package io.minibit.tracker.server;

import static io.minibit.tracker.protocol.AnnounceEvent.COMPLETED;
import static io.minibit.tracker.protocol.AnnounceEvent.NONE;
import static io.minibit.tracker.protocol.AnnounceEvent.STARTED;
import static io.minibit.tracker.protocol.AnnounceEvent.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SwarmTableTest {
  private static final InfoHash HASH = hash(1);
  private static final long TIMEOUT = 2700;

  private final SwarmTable table = new SwarmTable(TIMEOUT, new SplittableRandom(7));
  private long now;

  private static InfoHash hash(int number) {
    return InfoHash.of(ByteBuffer.allocate(20).putInt(16, number).array());
  }

  private static PeerAddress peer(int number) {
    return PeerAddress.parse("10.0." + number / 250 + "." + (number % 250 + 1), 6881).orElseThrow();
  }

  private static PeerAddress peer6(int number) {
    return PeerAddress.parse("2001:db8::" + Integer.toHexString(number + 1), 6881).orElseThrow();
  }

  private List<PeerAddress> announce(PeerAddress peer, boolean seeder, AnnounceEvent event) {
    return announce(HASH, peer, seeder, event, 200).orElseThrow().peers();
  }

  private Optional<SwarmTable.Announced> announce(
      InfoHash hash, PeerAddress peer, boolean seeder, AnnounceEvent event, int limit) {
    boolean ipv6 = peer.address() instanceof Inet6Address;
    return table.announce(hash, peer, seeder, event, new PeersWanted(limit, ipv6, false), now);
  }

  @Test
  void whoAsksIsToldOfAllOthersAndNotOfItself() {
    assertThat(announce(peer(1), false, STARTED)).isEmpty();
    assertThat(announce(peer(2), true, STARTED)).containsExactly(peer(1));
    assertThat(announce(peer(3), false, STARTED)).containsExactlyInAnyOrder(peer(1), peer(2));
    assertThat(announce(peer(1), false, NONE)).containsExactlyInAnyOrder(peer(2), peer(3));
    assertThat(table.counts(HASH, now)).isEqualTo(new SwarmCounts(1, 0, 2));
  }

  @Test
  void aChoiceIsByChanceAndEachIsAsLikelyAsAnyOther() {
    for (int i = 0; i < 20; i++) {
      announce(peer(i), i % 2 == 0, STARTED);
    }
    Map<PeerAddress, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 2000; i++) {
      List<PeerAddress> peers = announce(HASH, peer(0), false, NONE, 5).orElseThrow().peers();
      assertThat(peers).hasSize(5).doesNotHaveDuplicates().doesNotContain(peer(0));
      peers.forEach(peer -> drawn.merge(peer, 1, Integer::sum));
    }
    // Expected are 2000 * 5 / 19 = 526, with a deviation of 20; the generator is seeded.
    assertThat(drawn).hasSize(19);
    assertThat(drawn.values()).allMatch(times -> times > 420 && times < 630);
  }

  @Test
  void seedersAreGivenLeechersFirst() {
    for (int i = 0; i < 10; i++) {
      announce(peer(i), i < 6, STARTED);
    }
    Set<PeerAddress> leechers = Set.of(peer(6), peer(7), peer(8), peer(9));
    for (int i = 0; i < 50; i++) {
      List<PeerAddress> few = announce(HASH, peer(0), true, NONE, 3).orElseThrow().peers();
      assertThat(few).hasSize(3).allMatch(leechers::contains);
      List<PeerAddress> more = announce(HASH, peer(0), true, NONE, 6).orElseThrow().peers();
      assertThat(more).hasSize(6).containsAll(leechers).doesNotContain(peer(0));
    }
  }

  @Test
  void aPeerThatStopsIsGoneAndAnEmptySwarmIsFreed() {
    announce(peer(1), false, STARTED);
    announce(peer(2), false, STARTED);
    assertThat(announce(peer(1), false, STOPPED)).isEmpty();
    assertThat(announce(peer(3), false, NONE)).containsExactly(peer(2));
    announce(peer(2), false, STOPPED);
    announce(peer(2), false, STOPPED);
    announce(peer(3), false, STOPPED);
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void askingAndStoppingMakeNoSwarm() {
    announce(peer(1), false, STOPPED);
    assertThat(table.counts(HASH, now)).isEqualTo(SwarmCounts.NONE);
    assertThat(table.peers(HASH, 10, now)).isEmpty();
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void aSilentPeerIsDroppedAfterTheTimeoutAndNotBefore() {
    announce(peer(1), true, STARTED);
    now += 1;
    announce(peer(2), false, STARTED);
    now += TIMEOUT - 1;
    assertThat(table.counts(HASH, now)).isEqualTo(new SwarmCounts(1, 0, 1));
    announce(peer(2), false, NONE);
    now += 1;
    assertThat(table.counts(HASH, now)).isEqualTo(new SwarmCounts(0, 0, 1));
    now += TIMEOUT;
    assertThat(table.sweep(now)).isFalse();
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void aSweepStopsAfterASliceAndGoesOnLater() {
    for (int i = 0; i < 2 * SwarmTable.SLICE + 1; i++) {
      announce(hash(i), peer(i), false, STARTED, 0);
    }
    now += TIMEOUT + 1;
    assertThat(table.sweep(now)).isTrue();
    assertThat(table.size().peers()).isEqualTo(SwarmTable.SLICE + 1);
    assertThat(table.sweep(now)).isTrue();
    assertThat(table.sweep(now)).isFalse();
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void eachDownloadThatEndsIsCountedOnce() {
    announce(peer(1), false, STARTED);
    announce(peer(1), true, COMPLETED);
    announce(peer(1), true, COMPLETED);
    announce(peer(2), false, COMPLETED); // It lacks something, so nothing ended.
    assertThat(table.counts(HASH, now)).isEqualTo(new SwarmCounts(1, 1, 1));
    announce(peer(1), false, NONE);
    assertThat(table.counts(HASH, now)).isEqualTo(new SwarmCounts(0, 1, 2));
  }

  @Test
  void theTwoKindsOfAddressesAreToldOfApartUnlessBothAreWanted() {
    announce(peer(1), false, STARTED);
    announce(peer6(1), true, STARTED);
    assertThat(announce(peer(2), false, STARTED)).containsExactly(peer(1));
    assertThat(announce(peer6(2), false, STARTED)).containsExactly(peer6(1));
    assertThat(
            table
                .announce(HASH, peer6(2), false, NONE, new PeersWanted(2, true, true), now)
                .orElseThrow()
                .peers())
        .hasSize(2)
        .startsWith(peer6(1))
        .doesNotContain(peer6(2));
  }

  @Test
  void oneAddressMayHaveManyPortsAndManySwarms() {
    PeerAddress other = new PeerAddress(peer(1).address(), 7000);
    announce(peer(1), false, STARTED);
    assertThat(announce(other, false, STARTED)).containsExactly(peer(1));
    announce(hash(2), peer(1), false, STARTED, 5);
    announce(peer(1), false, STOPPED);
    assertThat(table.counts(hash(2), now).leechers()).isEqualTo(1);
  }

  @Test
  void aFullSwarmIsAnsweredFromButListsNobodyNew() {
    for (int i = 0; i < SwarmTable.MAX_PEERS_PER_SWARM; i++) {
      PeerAddress address = i == 0 ? peer(1) : new PeerAddress(peer(0).address(), i);
      announce(HASH, address, false, STARTED, 0);
    }
    assertThat(table.size().peers()).isEqualTo(SwarmTable.MAX_PEERS_PER_SWARM);
    SwarmTable.Announced late = announce(HASH, peer(2), false, STARTED, 7).orElseThrow();
    assertThat(late.listed()).isFalse();
    assertThat(late.peers()).hasSize(7);
    assertThat(announce(HASH, peer(1), false, NONE, 0).orElseThrow().listed()).isTrue();
    announce(HASH, peer(1), false, STOPPED, 0);
    assertThat(announce(HASH, peer(2), false, STARTED, 0).orElseThrow().listed()).isTrue();
  }

  /** Threat 23: a million random info hashes and a million peers. */
  @Test
  void aMillionOfRandomSwarmsAndPeersFillTheTableAndNoMore() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    int refused = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] infoHash = new byte[20];
      random.nextBytes(infoHash);
      if (announce(InfoHash.of(infoHash), peer(i % 50_000), false, STARTED, 50).isEmpty()) {
        refused++;
      }
    }
    assertThat(table.size().swarms()).isEqualTo(SwarmTable.MAX_SWARMS);
    assertThat(refused).isEqualTo(1_000_000 - SwarmTable.MAX_SWARMS);
    now += TIMEOUT + 1;
    while (table.sweep(now)) {
      assertThat(table.size().swarms()).isPositive();
    }
    assertThat(announce(HASH, peer(1), false, STARTED, 50)).isPresent();
  }

  @Test
  void noPeerIsTakenBeyondTheLimitOfAll() {
    int perSwarm = 50_000;
    for (int i = 0; i < SwarmTable.MAX_PEERS + 10; i++) {
      announce(
          hash(i / perSwarm),
          new PeerAddress(peer(0).address(), i % perSwarm + 1),
          false,
          STARTED,
          0);
    }
    assertThat(table.size().peers()).isEqualTo(SwarmTable.MAX_PEERS);
    assertThat(announce(hash(77), peer(1), false, STARTED, 0)).isEmpty();
    assertThat(announce(hash(1), peer(1), false, STARTED, 3).orElseThrow())
        .matches(served -> !served.listed() && served.peers().size() == 3);
  }

  @Test
  void everyPeerOfASwarmIsDrawnWhenThereIsRoom() {
    Set<PeerAddress> all = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      announce(peer(i), i % 3 == 0, STARTED);
      all.add(peer(i));
    }
    assertThat(table.peers(HASH, 100, now)).containsExactlyInAnyOrderElementsOf(all);
  }
}
