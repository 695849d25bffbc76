package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackerCountsTest {
  private static final TrackerUrl TRACKER = TrackerUrl.parse("http://tracker.example/announce");
  private static final InfoHash V1 = InfoHash.of(new byte[20]);
  private static final SwarmCounts FEW = new SwarmCounts(1, 0, 2);
  private static final SwarmCounts MANY = new SwarmCounts(7, 9, 8);

  private final List<List<InfoHash>> scrapes = new ArrayList<>();
  private Future<Map<InfoHash, SwarmCounts>> answer = Future.succeededFuture(Map.of());
  private long now;

  private final TrackerCounts counts =
      new TrackerCounts(
          (tracker, hashes) -> {
            scrapes.add(hashes);
            return answer;
          },
          () -> now);

  @Test
  void whatAnAnnounceToldNeedsNoScrape() {
    counts.announced(TRACKER, V1, FEW);
    assertThat(counts.of(TRACKER)).contains(FEW);
    now += TrackerCounts.FRESH_MILLIS - 1;
    assertThat(counts.of(TRACKER)).contains(FEW);
    assertThat(scrapes).isEmpty();
  }

  @Test
  void aSwarmMayShrink() {
    counts.announced(TRACKER, V1, MANY);
    counts.announced(TRACKER, V1, FEW);
    assertThat(counts.of(TRACKER)).contains(FEW);
  }

  @Test
  void whatIsOldOrWasNotToldIsAskedForOnceInAWhile() {
    counts.add(V1);
    counts.announced(TRACKER, V1, SwarmCounts.NONE);
    answer = Future.succeededFuture(Map.of(V1, MANY));
    counts.of(TRACKER);
    assertThat(counts.of(TRACKER)).contains(MANY);
    assertThat(scrapes).containsExactly(List.of(V1));
    now += TrackerCounts.FRESH_MILLIS;
    counts.of(TRACKER);
    counts.of(TRACKER);
    assertThat(scrapes).hasSize(2);
  }

  @Test
  void aTrackerThatDoesNotAnswerIsLeftAloneAsLong() {
    answer = Future.failedFuture("away");
    assertThat(counts.of(TRACKER)).isEmpty();
    assertThat(counts.of(TRACKER)).isEmpty();
    assertThat(scrapes).hasSize(1);
  }

  @Test
  void ofAHybridTheLargerSwarmCounts() {
    byte[] other = new byte[32];
    other[0] = 1;
    InfoHash v2 = InfoHash.of(other);
    InfoHash cut = InfoHash.of(v2.truncated());
    counts.add(V1);
    counts.add(v2);
    answer = Future.succeededFuture(Map.of(V1, FEW, cut, MANY));
    counts.of(TRACKER);
    assertThat(counts.of(TRACKER)).contains(MANY);
    assertThat(scrapes).containsExactly(List.of(V1, cut));
  }
}
