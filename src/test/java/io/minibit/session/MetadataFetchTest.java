package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.ByteString;
import io.minibit.wire.UtMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MetadataFetchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] TRUE = bytes(1, 5 * UtMetadata.BLOCK + 100);
  private static final byte[] FALSE = bytes(2, TRUE.length);

  private final Swarm swarm = new Swarm();
  private final MetadataFetch<String> fetch = new MetadataFetch<>(swarm);
  private long now;

  private record Asked(String peer, int block) {}

  /** Peers that answer with what they have, in the order in which they were asked. */
  private static final class Swarm implements MetadataFetch.Owner<String> {
    final Deque<Asked> asked = new ArrayDeque<>();
    final Map<String, byte[]> has = new HashMap<>();
    final List<String> liars = new ArrayList<>();
    final List<Consumer<Boolean>> verdicts = new ArrayList<>();
    byte[] got;
    boolean judgeLater;

    @Override
    public void request(String peer, int block) {
      asked.add(new Asked(peer, block));
    }

    @Override
    public void judge(byte[] info, Consumer<Boolean> verdict) {
      if (judgeLater) {
        verdicts.add(verdict);
        return;
      }
      boolean genuine = Arrays.equals(info, TRUE);
      if (genuine) {
        got = info;
      }
      verdict.accept(genuine);
    }

    @Override
    public void lied(String peer) {
      liars.add(peer);
    }
  }

  @Test
  void onePeerIsEnough() {
    offer("a", TRUE);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
    assertThat(swarm.asked).isEmpty();
  }

  @Test
  void blocksAreAskedOfAllWhoClaimTheSameSize() {
    offer("a", TRUE);
    offer("b", TRUE);
    assertThat(swarm.asked).extracting(Asked::peer).contains("a", "b");
    assertThat(swarm.asked).hasSizeLessThanOrEqualTo(2 * MetadataFetch.PIPELINE);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void aBlockIsAskedOfNoMoreThanTwo() {
    for (String peer : List.of("a", "b", "c", "d", "e")) {
      offer(peer, TRUE);
    }
    Map<Integer, Long> times = new HashMap<>();
    swarm.asked.forEach(each -> times.merge(each.block(), 1L, Long::sum));
    assertThat(times.values()).allMatch(count -> count <= 2);
  }

  @Test
  void whoSentAWholeFalseCopyIsALiarAndTheOthersGoOn() {
    offer("liar", FALSE);
    run();
    assertThat(swarm.liars).containsExactly("liar");
    offer("honest", TRUE);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
    assertThat(swarm.liars).containsExactly("liar");
  }

  @Test
  void aFalseCopyOfSeveralPeersIsFetchedAgainFromOneAtATimeSoThatTheLiarAloneIsFound() {
    for (String peer : List.of("liar", "a", "b", "c")) {
      offer(peer, peer.equals("liar") ? FALSE : TRUE);
    }
    run();
    fetch.tick(now);
    run();
    assertThat(swarm.liars).containsExactly("liar");
    fetch.tick(now);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
    assertThat(swarm.liars).containsExactly("liar");
  }

  @Test
  void liesAboutTheSizeDoNotKeepTheTruthOut() {
    for (int i = 0; i < 20; i++) {
      fetch.offered("staller" + i, UtMetadata.MAX_METADATA - i, now);
    }
    offer("honest", TRUE);
    assertThat(swarm.asked).extracting(Asked::peer).doesNotContain("honest");
    for (int second = 0; second < 1000 && swarm.got == null; second++) {
      now += SECOND;
      fetch.tick(now);
      run();
    }
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void aLiarThatTricklesItsCopyHasItsTurnAndNoMore() {
    List<byte[]> large = new ArrayList<>();
    for (int i = 0; i < MetadataFetch.MAX_COPIES; i++) {
      large.add(bytes(3, UtMetadata.MAX_METADATA - i));
      fetch.offered("trickler" + i, large.get(i).length, now);
    }
    offer("honest", TRUE);
    while (swarm.got == null && now < 2 * MetadataFetch.TURN) {
      now += 9 * SECOND;
      for (int i = 0; i < MetadataFetch.MAX_COPIES; i++) {
        String peer = "trickler" + i;
        int next = i;
        swarm.asked.stream()
            .filter(each -> each.peer().equals(peer))
            .findFirst()
            .ifPresent(
                each -> {
                  swarm.asked.remove(each);
                  fetch.data(peer, data(large.get(next), each.block()), now);
                });
      }
      fetch.tick(now);
      run();
    }
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void aSilentPeerIsGivenUpAndItsBlocksGoElsewhere() {
    fetch.offered("silent", TRUE.length, now);
    assertThat(swarm.asked).hasSize(MetadataFetch.PIPELINE);
    swarm.asked.clear();
    offer("honest", TRUE);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  private void idle(long until) {
    while (now < until) {
      now += SECOND;
      fetch.tick(now);
    }
  }

  @Test
  void aSilentPeerIsAskedMoreAndMoreSeldom() {
    fetch.offered("silent", TRUE.length, now);
    idle(600 * SECOND);
    // At 0, 30, 80, 170 and 340 s.
    assertThat(swarm.asked).hasSize(5 * MetadataFetch.PIPELINE);
  }

  @Test
  void theOnlyOneWhoWasBusyForLongGivesItInTheEnd() {
    fetch.offered("busy", TRUE.length, now);
    idle(3600 * SECOND);
    swarm.asked.clear();
    swarm.has.put("busy", TRUE);
    long end = now + AskedPeer.MAX_REST + AskedPeer.TIMEOUT;
    while (swarm.got == null && now < end) {
      idle(now + SECOND);
      run();
    }
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void whoFailedOftenComesAfterWhoDidNot() {
    for (int i = 0; i < MetadataFetch.MAX_COPIES; i++) {
      fetch.offered("staller" + i, UtMetadata.MAX_METADATA - i, now);
    }
    idle(600 * SECOND);
    now += AskedPeer.MAX_REST;
    swarm.asked.clear();
    offer("honest", TRUE);
    assertThat(swarm.asked.peek().peer()).isEqualTo("honest");
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void aPeerThatRefusesIsAskedAgainAfterARest() {
    offer("a", TRUE);
    int block = swarm.asked.peek().block();
    swarm.asked.clear();
    fetch.rejected("a", block, now);
    fetch.tick(now + SECOND);
    assertThat(swarm.asked).isEmpty();
    now += AskedPeer.REST;
    fetch.tick(now);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void aPeerThatLeavesIsNotWaitedFor() {
    fetch.offered("a", TRUE.length, now);
    fetch.left("a", now);
    swarm.asked.clear();
    offer("b", TRUE);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void whatWasNotAskedForOrIsOfAnotherSizeIsNoUse() {
    byte[] small = bytes(4, 10);
    fetch.data("stranger", data(small, 0), now);
    fetch.offered("a", TRUE.length, now);
    fetch.data("a", data(TRUE, 5), now);
    assertThat(swarm.asked).hasSize(MetadataFetch.PIPELINE);
    fetch.data("a", data(small, 0), now);
    fetch.rejected("stranger", 0, now);
    fetch.tick(now + SECOND);
    assertThat(swarm.asked).hasSize(MetadataFetch.PIPELINE);
    assertThat(swarm.got).isNull();
  }

  @Test
  void whoChangesItsClaimAgainAndAgainIsLeftAloneForLong() {
    for (int i = 0; i < 10; i++) {
      fetch.offered("chameleon", TRUE.length + i, now);
    }
    swarm.asked.clear();
    now += 10 * AskedPeer.REST;
    fetch.tick(now);
    assertThat(swarm.asked).isEmpty();
  }

  @Test
  void whileACopyIsJudgedNothingIsAskedAndAfterwardsThingsGoOn() {
    swarm.judgeLater = true;
    offer("liar", FALSE);
    run();
    offer("honest", TRUE);
    assertThat(swarm.asked).isEmpty();
    swarm.judgeLater = false;
    swarm.verdicts.get(0).accept(false);
    assertThat(swarm.liars).containsExactly("liar");
    fetch.tick(now);
    run();
    assertThat(swarm.got).isEqualTo(TRUE);
  }

  @Test
  void afterTheTruthIsKnownNobodyIsAsked() {
    offer("a", TRUE);
    run();
    offer("b", TRUE);
    fetch.tick(now + SECOND);
    assertThat(swarm.asked).isEmpty();
  }

  private void offer(String peer, byte[] info) {
    swarm.has.put(peer, info);
    fetch.offered(peer, info.length, now);
  }

  private void run() {
    List<Asked> unanswered = new ArrayList<>();
    while (!swarm.asked.isEmpty()) {
      Asked next = swarm.asked.poll();
      if (swarm.has.containsKey(next.peer())) {
        fetch.data(next.peer(), data(swarm.has.get(next.peer()), next.block()), now);
      } else {
        unanswered.add(next);
      }
    }
    swarm.asked.addAll(unanswered);
  }

  private static UtMetadata.Data data(byte[] info, int block) {
    int from = block * UtMetadata.BLOCK;
    byte[] bytes = Arrays.copyOfRange(info, from, Math.min(info.length, from + UtMetadata.BLOCK));
    return new UtMetadata.Data(block, info.length, ByteString.of(bytes));
  }

  private static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }
}
