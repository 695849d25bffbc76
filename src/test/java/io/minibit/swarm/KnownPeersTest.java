package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KnownPeersTest {
  private final InetSocketAddress us = at(1, 6881);
  private final KnownPeers peers = new KnownPeers(us, new SplittableRandom(1));

  private static InetSocketAddress at(int host, int port) {
    return at(new byte[] {10, 1, (byte) (host >> 8), (byte) host}, port);
  }

  private static InetSocketAddress at(byte[] ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void whatCannotBeAPeerIsLeftOut() {
    peers.add(
        List.of(
            us,
            at(2, 0),
            at(new byte[] {0, 0, 0, 0}, 5),
            at(new byte[] {(byte) 224, 0, 0, 1}, 5),
            InetSocketAddress.createUnresolved("victim.example", 80)),
        PeerOrigin.OTHER);
    assertThat(peers.size()).isZero();
  }

  @Test
  void theOrderIsThatOfTheAddressByWhichOthersSeeUs() {
    List<InetSocketAddress> told = new ArrayList<>();
    for (int i = 2; i < 12; i++) {
      told.add(at(new byte[] {(byte) (20 * i), 1, 1, 1}, 6881));
    }
    peers.add(told, PeerOrigin.OTHER);
    InetSocketAddress outside = at(new byte[] {(byte) 203, 0, 113, 7}, 6881);
    peers.seenAs(outside);
    told.sort(
        (a, b) ->
            Integer.compareUnsigned(PeerPriority.of(outside, b), PeerPriority.of(outside, a)));
    List<InetSocketAddress> dialled = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      dialled.add(peers.next(0));
    }
    assertThat(dialled).containsExactlyElementsOf(told);
  }

  @Test
  void eachKindOfAddressesHasAnAddressOfOurs() {
    byte[] ours = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    byte[] theirs = ours.clone();
    theirs[2] = 0xe;
    int priority = peers.priority(at(2, 1));
    assertThat(peers.priority(at(theirs, 1))).isZero();
    peers.seenAs(at(ours, 6881));
    assertThat(peers.priority(at(theirs, 1)))
        .isEqualTo(PeerPriority.of(at(ours, 1), at(theirs, 1)));
    assertThat(peers.priority(at(2, 1))).isEqualTo(priority).isNotZero();
  }

  @Test
  void eachIsDialledOnceUntilItEnds() {
    peers.add(List.of(at(2, 1), at(3, 1)), PeerOrigin.OTHER);
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    Set<InetSocketAddress> dialled = new HashSet<>();
    dialled.add(peers.next(0));
    dialled.add(peers.next(0));
    assertThat(dialled).containsExactlyInAnyOrder(at(2, 1), at(3, 1));
    assertThat(peers.next(0)).isNull();

    peers.ended(at(2, 1), 0);
    assertThat(peers.next(KnownPeers.FIRST_RECONNECT - 1)).isNull();
    assertThat(peers.next(KnownPeers.FIRST_RECONNECT)).isEqualTo(at(2, 1));
  }

  @Test
  void whoHangsUpAgainAndAgainIsCalledEverLater() {
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    long now = 0;
    for (long wait = KnownPeers.FIRST_RECONNECT;
        wait < 4 * KnownPeers.MAX_RECONNECT;
        wait = 2 * wait) {
      assertThat(peers.next(now)).isNotNull();
      peers.ended(at(2, 1), now);
      long capped = Math.min(wait, KnownPeers.MAX_RECONNECT);
      assertThat(peers.next(now + capped - 1)).isNull();
      now += capped;
    }
    assertThat(peers.next(now)).isNotNull();
    now += KnownPeers.LASTING;
    peers.ended(at(2, 1), now);
    assertThat(peers.next(now + KnownPeers.FIRST_RECONNECT)).isNotNull();
  }

  @Test
  void whoIsKnownByTheAliasAloneIsCalledByIt() {
    peers.add(List.of(at(2, 1), at(3, 1)), PeerOrigin.ALIAS);
    peers.add(List.of(at(3, 1), at(4, 1)), PeerOrigin.OTHER);
    assertThat(peers.isForAlias(at(2, 1))).isTrue();
    assertThat(peers.isForAlias(at(3, 1))).isFalse();
    assertThat(peers.isForAlias(at(4, 1))).isFalse();
    assertThat(peers.isForAlias(at(5, 1))).isFalse();
    peers.keepOwn();
    assertThat(peers.size()).isZero();
  }

  @Test
  void whoIsKnownByBothNamesIsCalledByEachInTurnsWhileCallsFail() {
    peers.add(List.of(at(2, 1), at(3, 1)), PeerOrigin.OTHER);
    peers.add(List.of(at(2, 1)), PeerOrigin.ALIAS);
    peers.failed(at(2, 1), 0);
    peers.failed(at(3, 1), 0);
    assertThat(peers.isForAlias(at(2, 1))).isTrue();
    assertThat(peers.isForAlias(at(3, 1))).isFalse();
    peers.failed(at(2, 1), 0);
    assertThat(peers.isForAlias(at(2, 1))).isFalse();
  }

  @Test
  void whoCannotBeCalledJustNowIsCalledLater() {
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    peers.next(0);
    peers.postponed(at(2, 1), 0);
    assertThat(peers.next(KnownPeers.POSTPONED - 1)).isNull();
    assertThat(peers.next(KnownPeers.POSTPONED)).isNotNull();
  }

  @Test
  void aPrivateTorrentKeepsWhomItsOwnSourcesNamed() {
    peers.add(List.of(at(2, 1), at(3, 1)), PeerOrigin.OTHER);
    peers.add(List.of(at(3, 1), at(4, 1)), PeerOrigin.OWN);
    peers.add(List.of(at(4, 1)), PeerOrigin.OTHER);
    peers.keepOwn();
    assertThat(peers.knows(at(2, 1))).isFalse();
    assertThat(peers.knows(at(3, 1))).isTrue();
    assertThat(peers.knows(at(4, 1))).isTrue();
  }

  @Test
  void failuresBackOffAndEndInForgetting() {
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    long now = 0;
    for (int failure = 1; failure < KnownPeers.MAX_FAILURES; failure++) {
      assertThat(peers.next(now)).isNotNull();
      peers.failed(at(2, 1), now);
      long wait = KnownPeers.FIRST_BACK_OFF << (failure - 1);
      assertThat(peers.next(now + wait - 1)).isNull();
      now += 2 * wait;
    }
    peers.next(now);
    peers.failed(at(2, 1), now);
    assertThat(peers.size()).isZero();
  }

  @Test
  void ourOwnAddressIsNotDialledTwice() {
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    peers.isOurselves(at(2, 1));
    peers.add(List.of(at(2, 1)), PeerOrigin.OTHER);
    assertThat(peers.next(0)).isNull();
  }

  @Test
  void theListIsBoundedBySourceByHostAndInAll() {
    List<InetSocketAddress> oneHost = new ArrayList<>();
    for (int port = 1; port <= KnownPeers.MAX_PER_ADDRESS + 1; port++) {
      oneHost.add(at(2, port));
    }
    peers.add(oneHost, PeerOrigin.OTHER);
    assertThat(peers.size()).isEqualTo(KnownPeers.MAX_PER_ADDRESS);
    for (int source = 0; source < 20; source++) {
      List<InetSocketAddress> many = new ArrayList<>();
      for (int i = 0; i <= KnownPeers.MAX_PER_SOURCE; i++) {
        many.add(at(1000 + source * 1000 + i, 1));
      }
      int before = peers.size();
      peers.add(many, PeerOrigin.OTHER);
      assertThat(peers.size() - before).isLessThanOrEqualTo(KnownPeers.MAX_PER_SOURCE);
    }
    assertThat(peers.size()).isEqualTo(KnownPeers.MAX_KNOWN);
  }

  @Test
  void theBetterPriorityIsDialledFirst() {
    peers.add(List.of(at(2, 1), at(3, 1), at(4, 1)), PeerOrigin.OTHER);
    int last = -1;
    for (InetSocketAddress next = peers.next(0); next != null; next = peers.next(0)) {
      int priority = PeerPriority.of(us, next);
      assertThat(Integer.compareUnsigned(priority, last)).isLessThanOrEqualTo(0);
      last = priority;
    }
  }
}
