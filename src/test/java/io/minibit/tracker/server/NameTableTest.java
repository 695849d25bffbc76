package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.LookupAnswer.Content;
import io.minibit.tracker.protocol.NameMessage.Lookup;
import io.minibit.tracker.protocol.NameMessage.Register;
import io.minibit.tracker.protocol.NameMessage.Request;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SeedersAnswer;
import io.minibit.tracker.server.NameTable.Outcome;
import io.minibit.tracker.server.NameTable.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NameTableTest {
  private static final long TIMEOUT = 30_000;
  private static final PeerAddress A = peer("10.0.0.1", 7001);
  private static final PeerAddress B = peer("10.0.0.2", 7001);
  private static final InfoHash X = InfoHash.parse("aa".repeat(20));
  private static final InfoHash Y = InfoHash.parse("bb".repeat(32));

  private final NameTable table = new NameTable(TIMEOUT, RandomGenerator.of("L64X128MixRandom"));

  @Test
  void nobodyHasAnUnknownName() {
    assertThat(seeders("f", 0)).isEmpty();
    assertThat(lookup("f", 0)).isEqualTo(new LookupAnswer(List.of(), List.of()));
    assertThat(table.size(0)).isEqualTo(new Size(0, 0, 0));
  }

  @Test
  void seedersComeInTheOrderOfTheirRegistration() {
    register(A, "f", 0);
    register(B, "f", 1);
    register(A, "f", 2);
    assertThat(seeders("f", 2)).containsExactly(A, B);
    assertThat(table.size(2)).isEqualTo(new Size(1, 2, 2));
  }

  @Test
  void aPeerIsKeptForTheTimeoutAndGoneAfterIt() {
    register(A, "f", 0);
    assertThat(seeders("f", TIMEOUT)).containsExactly(A);
    assertThat(seeders("f", TIMEOUT + 1)).isEmpty();
    assertThat(table.size(TIMEOUT + 1)).isEqualTo(new Size(0, 0, 0));
  }

  @Test
  void noQuestionAnswersAPeerThatTheSweepDidNotReachYet() {
    register(A, "f", 0);
    assertThat(lookup("f", TIMEOUT + 1).old()).isEmpty();
    register(A, "f", TIMEOUT + 1);
    assertThat(table.names("", 10, 3 * TIMEOUT)).isEmpty();
    register(A, "f", 3 * TIMEOUT);
    assertThat(table.seeders("f", 5 * TIMEOUT)).isEmpty();
  }

  @Test
  void aHeartbeatRenewsEveryNameOfThatAddressAndPortAlone() {
    PeerAddress otherPort = peer("10.0.0.1", 7002);
    register(A, "f", 0);
    register(A, "g", 0);
    register(otherPort, "f", 0);
    assertThat(table.heartbeat(A, TIMEOUT)).isTrue();
    assertThat(seeders("f", TIMEOUT + 1)).containsExactly(A);
    assertThat(seeders("g", TIMEOUT + 1)).containsExactly(A);
  }

  @Test
  void aHeartbeatOfAStrangerRegistersNothing() {
    assertThat(table.heartbeat(A, 0)).isFalse();
    assertThat(table.size(0)).isEqualTo(new Size(0, 0, 0));
  }

  @Test
  void aHeartbeatThatComesTooLateRevivesNobody() {
    register(A, "f", 0);
    assertThat(table.heartbeat(A, TIMEOUT + 1)).isFalse();
    assertThat(seeders("f", TIMEOUT + 1)).isEmpty();
  }

  @Test
  void registeringAgainRenews() {
    register(A, "f", 0);
    register(A, "f", TIMEOUT);
    assertThat(seeders("f", 2 * TIMEOUT)).containsExactly(A);
  }

  @Test
  void exitForgetsEveryNameAtOnce() {
    register(A, "f", 0);
    register(A, "g", 0);
    register(B, "g", 0);
    assertThat(table.exit(A)).isTrue();
    assertThat(seeders("f", 0)).isEmpty();
    assertThat(seeders("g", 0)).containsExactly(B);
    assertThat(table.size(0)).isEqualTo(new Size(1, 1, 1));
    assertThat(table.exit(A)).isFalse();
  }

  @Test
  void theSweepTellsHowManyItDropped() {
    register(A, "f", 0);
    register(B, "f", 5);
    assertThat(table.evict(TIMEOUT)).isZero();
    assertThat(table.evict(TIMEOUT + 1)).isOne();
    assertThat(table.evict(TIMEOUT + 6)).isOne();
  }

  @Test
  void oneEntryForEachContentAndTheOldOnesApart() {
    register(A, "f", X, 5, 0);
    register(B, "f", X, 5, 0);
    PeerAddress c = peer("10.0.0.3", 1);
    PeerAddress d = peer("fd00::4", 1);
    register(c, "f", Y, 6, 0);
    register(d, "f", 0);
    assertThat(lookup("f", 0))
        .isEqualTo(
            new LookupAnswer(
                List.of(
                    new Content(X, OptionalLong.of(5), 2), new Content(Y, OptionalLong.of(6), 1)),
                List.of(d)));
    assertThat(seeders("f", 0)).containsExactly(A, B, c, d);
    assertThat(table.request(new Request("f", Optional.of(X)), 0).seeders()).containsExactly(A, B);
  }

  @Test
  void oneLiarDoesNotChangeTheSizeOfAContent() {
    register(peer("10.0.0.9", 1), "f", X, 999, 0);
    register(A, "f", X, 5, 0);
    register(B, "f", X, 5, 0);
    assertThat(lookup("f", 0).contents()).containsExactly(new Content(X, OptionalLong.of(5), 3));
  }

  @Test
  void theNewestWordOnTheContentCounts() {
    register(A, "f", X, 5, 0);
    register(A, "f", Y, 6, 1);
    assertThat(lookup("f", 1).contents()).containsExactly(new Content(Y, OptionalLong.of(6), 1));
    register(A, "f", 2);
    assertThat(lookup("f", 2)).isEqualTo(new LookupAnswer(List.of(), List.of(A)));
  }

  @Test
  void aCrowdIsAnsweredInPartByChance() {
    for (int i = 0; i < 200; i++) {
      register(peer("192.168.100." + i, 60_000 + i), "f", 0);
    }
    Set<PeerAddress> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      SeedersAnswer answer = table.request(new Request("f", Optional.empty()), 0);
      assertThat(answer.toBytes().length).isBetween(1024 - 27, 1024);
      assertThat(answer.seeders()).doesNotHaveDuplicates();
      seen.addAll(answer.seeders());
    }
    assertThat(seen).as("over many answers everybody has a turn").hasSize(200);
  }

  @Test
  void aCrowdOfContentsLeavesRoomForTheOldSeeders() {
    for (int i = 0; i < 40; i++) {
      InfoHash content = InfoHash.parse("%064x".formatted(i));
      register(peer("10.0.1." + i, 1), "f", content, Long.MAX_VALUE, 0);
      register(peer("10.0.2." + i, 1), "f", 0);
    }
    register(B, "f", InfoHash.parse("%064x".formatted(39)), Long.MAX_VALUE, 0);
    LookupAnswer answer = lookup("f", 0);
    assertThat(answer.toBytes().length).isLessThanOrEqualTo(1024);
    assertThat(answer.contents().get(0).seeders()).as("most seeders first").isEqualTo(2);
    assertThat(answer.contents()).hasSizeGreaterThan(3);
    assertThat(answer.old()).hasSizeGreaterThan(9);
  }

  @Test
  void namesAreFoundByPrefixInOrder() {
    for (String name : List.of("b", "ab", "aa", "ac")) {
      register(A, name, 0);
    }
    assertThat(table.names("a", 2, 0)).containsExactly("aa", "ab");
    assertThat(table.names("", 10, 0)).containsExactly("aa", "ab", "ac", "b");
  }

  @Test
  void aNameTakesSoManyPeersAndNoMore() {
    for (int i = 0; i < NameTable.MAX_PEERS_PER_NAME; i++) {
      assertThat(register(peer("10.0.0.1", i + 1), "f", 0)).isEqualTo(Outcome.REGISTERED);
    }
    assertThat(register(B, "f", 0)).isEqualTo(Outcome.TOO_MANY_PEERS_OF_NAME);
    assertThat(register(peer("10.0.0.1", 1), "f", 0)).isEqualTo(Outcome.REGISTERED);
    assertThat(register(B, "g", 0)).isEqualTo(Outcome.REGISTERED);
    table.exit(peer("10.0.0.1", 1));
    assertThat(register(B, "f", 0)).isEqualTo(Outcome.REGISTERED);
  }

  @Test
  void aPeerTakesSoManyNamesAndNoMore() {
    for (int i = 0; i < NameTable.MAX_NAMES_PER_PEER; i++) {
      assertThat(register(A, "f" + i, 0)).isEqualTo(Outcome.REGISTERED);
    }
    assertThat(register(A, "one more", 0)).isEqualTo(Outcome.TOO_MANY_NAMES_OF_PEER);
    assertThat(register(A, "f0", 0)).isEqualTo(Outcome.REGISTERED);
  }

  @Test
  void theTableTakesSoManyNamesAndNoMore() {
    for (int i = 0; i < NameTable.MAX_NAMES; i++) {
      PeerAddress peer = peer("10.0.0.1", 1 + i / NameTable.MAX_NAMES_PER_PEER);
      assertThat(register(peer, "f" + i, 0)).isEqualTo(Outcome.REGISTERED);
    }
    assertThat(register(B, "one more", 0)).isEqualTo(Outcome.TOO_MANY_NAMES);
    assertThat(register(B, "f0", 0)).isEqualTo(Outcome.REGISTERED);
    assertThat(register(B, "later", TIMEOUT + 1)).isEqualTo(Outcome.REGISTERED);
  }

  @Test
  void theTableTakesSoManyPeersAndNoMore() {
    for (int i = 0; i < NameTable.MAX_PEERS; i++) {
      PeerAddress peer = peer("10." + i / 62_500 + "." + i / 250 % 250 + "." + i % 250, 2);
      assertThat(register(peer, "f" + i % 100, 0)).isEqualTo(Outcome.REGISTERED);
    }
    assertThat(register(A, "f0", 0)).isEqualTo(Outcome.TOO_MANY_PEERS);
    assertThat(table.heartbeat(A, 0)).isFalse();
    assertThat(table.size(0).peers()).isEqualTo(NameTable.MAX_PEERS);
  }

  @Test
  void theTableTakesSoManyRegistrationsAndNoMore() {
    for (int i = 0; i < NameTable.MAX_REGISTRATIONS; i++) {
      PeerAddress peer = peer("10.0.0.1", 1 + i / NameTable.MAX_NAMES_PER_PEER);
      String name = "f" + i % NameTable.MAX_NAMES_PER_PEER;
      assertThat(register(peer, name, 0)).isEqualTo(Outcome.REGISTERED);
    }
    assertThat(register(B, "f0", 0)).isEqualTo(Outcome.TOO_MANY_REGISTRATIONS);
    assertThat(table.size(0).registrations()).isEqualTo(NameTable.MAX_REGISTRATIONS);
  }

  private Outcome register(PeerAddress peer, String name, long now) {
    return table.register(
        peer, new Register(name, peer.port(), Optional.empty(), OptionalLong.empty()), now);
  }

  private void register(PeerAddress peer, String name, InfoHash id, long size, long now) {
    table.register(
        peer, new Register(name, peer.port(), Optional.of(id), OptionalLong.of(size)), now);
  }

  private List<PeerAddress> seeders(String name, long now) {
    return table.request(new Request(name, Optional.empty()), now).seeders();
  }

  private LookupAnswer lookup(String name, long now) {
    return table.lookup(new Lookup(name), now);
  }

  private static PeerAddress peer(String ip, int port) {
    return PeerAddress.parse(ip, port).orElseThrow();
  }
}
