package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrackerTiersTest {
  private static final TrackerUrl A = TrackerUrl.parse("http://a/announce");
  private static final TrackerUrl B = TrackerUrl.parse("http://b/announce");
  private static final TrackerUrl C = TrackerUrl.parse("http://c/announce");

  private static TrackerTiers tiers(long seed) {
    return new TrackerTiers(List.of(List.of(A, B), List.of(C, A)), new SplittableRandom(seed));
  }

  @Test
  void chanceDecidesInsideATierAndNotBetweenTiers() {
    Set<List<TrackerUrl>> orders = new HashSet<>();
    for (long seed = 0; seed < 30; seed++) {
      orders.add(tiers(seed).order(0));
    }
    assertThat(orders).containsExactlyInAnyOrder(List.of(A, B, C), List.of(B, A, C));
  }

  @Test
  void whoAnswersComesFirstInItsTier() {
    TrackerTiers tiers = tiers(1);
    tiers.succeeded(A);
    assertThat(tiers.order(0)).containsExactly(A, B, C);
    tiers.succeeded(B);
    tiers.succeeded(C);
    assertThat(tiers.order(0)).containsExactly(B, A, C);
  }

  @Test
  void whoAsksForTimeIsPassedOverUntilThen() {
    TrackerTiers tiers = tiers(1);
    tiers.succeeded(A);
    tiers.postpone(A, 1000);
    assertThat(tiers.order(999)).containsExactly(B, C);
    assertThat(tiers.order(1000)).containsExactly(A, B, C);
    tiers.remove(A);
    assertThat(tiers.order(1000)).containsExactly(B, C);
    assertThat(tiers.isEmpty()).isFalse();
    tiers.remove(B);
    tiers.remove(C);
    assertThat(tiers.isEmpty()).isTrue();
  }

  @Test
  void moreTrackersThanAnyTorrentNeedsAreNotAsked() {
    List<TrackerUrl> many =
        IntStream.range(0, 100).mapToObj(i -> TrackerUrl.parse("http://t" + i)).toList();
    assertThat(new TrackerTiers(List.of(many), new SplittableRandom(1)).order(0))
        .hasSize(TrackerTiers.MAX_TRACKERS);
  }
}
