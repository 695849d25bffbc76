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

  private static final SwarmTable.Limits LIMITS = new SwarmTable.Limits(5000, 20_000, 8000);

  private final SplittableRandom random = new SplittableRandom(7);
  private final SwarmTable swarms = new SwarmTable(TIMEOUT, LIMITS, random);
  private final ObjectTable table = new ObjectTable(swarms, random);
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

  private Optional<ObjectTable.Announced> announce(
      InfoHash hash, PeerAddress peer, boolean seeder, AnnounceEvent event, int limit) {
    return table.announce(hash, peer, seeder, event, limit, false, now);
  }

  @Test
  void whoAsksIsToldOfAllOthersAndNotOfItself() {
    assertThat(announce(peer(1), false, STARTED)).isEmpty();
    assertThat(announce(peer(2), true, STARTED)).containsExactly(peer(1));
    assertThat(announce(peer(3), false, STARTED)).containsExactlyInAnyOrder(peer(1), peer(2));
    assertThat(announce(peer(1), false, NONE)).containsExactlyInAnyOrder(peer(2), peer(3));
    assertThat(table.counts(HASH)).isEqualTo(new SwarmCounts(1, 0, 2));
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
    assertThat(table.counts(HASH)).isEqualTo(SwarmCounts.NONE);
    assertThat(table.peers(HASH, 10, now)).isEmpty();
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void aSilentPeerIsDroppedAfterTheTimeoutAndNotBefore() {
    announce(peer(1), true, STARTED);
    now += 1;
    announce(peer(2), false, STARTED);
    now += TIMEOUT - 1;
    assertThat(table.counts(HASH)).isEqualTo(new SwarmCounts(1, 0, 1));
    announce(peer(2), false, NONE);
    now += 1;
    assertThat(announce(peer(3), false, STARTED)).containsExactly(peer(2));
    table.sweep(now);
    assertThat(table.counts(HASH)).isEqualTo(new SwarmCounts(0, 0, 2));
    now += TIMEOUT + 1;
    table.sweep(now);
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void aSweepStopsAfterASliceAndGoesOnLater() {
    for (int i = 0; i < LIMITS.swarms(); i++) {
      announce(hash(i), peer(i), i % 2 == 0, STARTED, 0);
    }
    now += TIMEOUT + 1;
    assertThat(swarms.sweep(now)).isTrue();
    // Each swarm costs some of a slice, beside the slots of its peers.
    assertThat(table.size().peers())
        .isLessThan(LIMITS.swarms())
        .isGreaterThan(LIMITS.swarms() - SwarmTable.SLICE / 8);
    table.sweep(now);
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void aSweepOfOneLargeSwarmGoesInSlicesToo() {
    SwarmTable one = new SwarmTable(TIMEOUT, new SwarmTable.Limits(1, 80_000, 80_000), random);
    ObjectTable large = new ObjectTable(one, random);
    for (int i = 1; i <= 40_000; i++) {
      large.announce(
          HASH, new PeerAddress(peer(0).address(), i), false, STARTED, 0, false, now + i % 2);
      large.announce(
          HASH, new PeerAddress(peer6(0).address(), i), true, STARTED, 0, false, now + i % 2);
    }
    now += TIMEOUT + 1;
    int slices = 1;
    while (one.sweep(now)) {
      slices++;
    }
    assertThat(slices).isGreaterThan(80_000 / SwarmTable.SLICE);
    assertThat(one.size()).isEqualTo(new SwarmTable.Size(1, 40_000));
    assertThat(large.counts(HASH)).isEqualTo(new SwarmCounts(20_000, 0, 20_000));
    large.sweep(now + 1);
    assertThat(one.size()).isEqualTo(new SwarmTable.Size(0, 0));
  }

  @Test
  void inALargeSwarmTooEachIsAsLikelyAsAnyOther() {
    for (int i = 0; i < 1000; i++) {
      announce(peer(i), i % 4 == 0, STARTED);
    }
    Map<PeerAddress, Integer> drawn = new HashMap<>();
    for (int i = 0; i < 4000; i++) {
      List<PeerAddress> peers = announce(HASH, peer(1), false, NONE, 50).orElseThrow().peers();
      assertThat(peers).hasSize(50).doesNotHaveDuplicates().doesNotContain(peer(1));
      peers.forEach(peer -> drawn.merge(peer, 1, Integer::sum));
    }
    // Expected are 200, with a deviation of 14; the generator is seeded.
    assertThat(drawn).hasSize(999);
    assertThat(drawn.values()).allMatch(times -> times > 120 && times < 290);
  }

  @Test
  void eachDownloadThatEndsIsCountedOnce() {
    announce(peer(1), false, STARTED);
    announce(peer(1), true, COMPLETED);
    announce(peer(1), true, COMPLETED);
    announce(peer(2), false, COMPLETED); // It lacks something, so nothing ended.
    assertThat(table.counts(HASH)).isEqualTo(new SwarmCounts(1, 1, 1));
    announce(peer(1), false, NONE);
    assertThat(table.counts(HASH)).isEqualTo(new SwarmCounts(0, 1, 2));
  }

  @Test
  void theTwoKindsOfAddressesAreToldOfApartUnlessBothAreWanted() {
    announce(peer(1), false, STARTED);
    announce(peer6(1), true, STARTED);
    assertThat(announce(peer(2), false, STARTED)).containsExactly(peer(1));
    assertThat(announce(peer6(2), false, STARTED)).containsExactly(peer6(1));
    assertThat(table.announce(HASH, peer6(2), false, NONE, 2, true, now).orElseThrow().peers())
        .hasSize(2)
        .contains(peer6(1))
        .doesNotContain(peer6(2));
  }

  @Test
  void oneAddressMayHaveManyPortsAndManySwarms() {
    PeerAddress other = new PeerAddress(peer(1).address(), 7000);
    announce(peer(1), false, STARTED);
    assertThat(announce(other, false, STARTED)).containsExactly(peer(1));
    announce(hash(2), peer(1), false, STARTED, 5);
    announce(peer(1), false, STOPPED);
    assertThat(table.counts(hash(2)).leechers()).isEqualTo(1);
  }

  @Test
  void aFullSwarmIsAnsweredFromButListsNobodyNew() {
    for (int i = 0; i < LIMITS.peersPerSwarm(); i++) {
      PeerAddress address = i == 0 ? peer(1) : new PeerAddress(peer(0).address(), i);
      announce(HASH, address, false, STARTED, 0);
    }
    assertThat(table.size().peers()).isEqualTo(LIMITS.peersPerSwarm());
    ObjectTable.Announced late = announce(HASH, peer(2), false, STARTED, 7).orElseThrow();
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
    assertThat(table.size().swarms()).isEqualTo(LIMITS.swarms());
    assertThat(refused).isEqualTo(1_000_000 - LIMITS.swarms());
    now += TIMEOUT + 1;
    table.sweep(now);
    assertThat(table.size()).isEqualTo(new SwarmTable.Size(0, 0));
    assertThat(announce(HASH, peer(1), false, STARTED, 50)).isPresent();
  }

  @Test
  void noPeerIsTakenBeyondTheLimitOfAll() {
    int perSwarm = 7000;
    for (int i = 0; i < LIMITS.peers() + 10; i++) {
      announce(
          hash(i / perSwarm),
          new PeerAddress(peer(0).address(), i % perSwarm + 1),
          false,
          STARTED,
          0);
    }
    assertThat(table.size().peers()).isEqualTo(LIMITS.peers());
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
