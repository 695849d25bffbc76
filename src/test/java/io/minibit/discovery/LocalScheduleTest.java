package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  private final LocalSchedule schedule = new LocalSchedule();

  @Test
  void aTorrentIsAnnouncedAtOnceAndThenEveryFiveMinutes() {
    schedule.add(hash(1), 0);
    List<Long> times = new ArrayList<>();
    for (long now = 0; now <= 900 * SECOND; now += SECOND) {
      if (!schedule.take(now).isEmpty()) {
        times.add(now / SECOND);
      }
    }
    assertThat(times).containsExactly(0L, 300L, 600L, 900L);
  }

  @Test
  void aFewTorrentsHaveADatagramEachASecondApart() {
    for (int i = 0; i < LocalSchedule.MANY; i++) {
      schedule.add(hash(i), 0);
    }
    assertThat(schedule.take(0)).containsExactly(hash(0));
    assertThat(schedule.take(SECOND - 1)).isEmpty();
    assertThat(schedule.take(SECOND)).containsExactly(hash(1));
  }

  @Test
  void manyTorrentsShareDatagramsAndNoneIsForgotten() {
    for (int i = 0; i < 500; i++) {
      schedule.add(hash(i), 0);
    }
    Map<InfoHash, Integer> announced = new HashMap<>();
    for (long now = 0; now < 300 * SECOND; now += SECOND / 4) {
      List<InfoHash> datagram = schedule.take(now);
      assertThat(datagram).hasSizeLessThanOrEqualTo(LocalAnnounce.MAX_HASHES);
      datagram.forEach(hash -> announced.merge(hash, 1, Integer::sum));
    }
    assertThat(announced).hasSize(500).allSatisfy((hash, count) -> assertThat(count).isOne());
  }

  @Test
  void comingAndGoingDoesNotMakeItAnnounceFaster() {
    schedule.add(hash(1), 0);
    schedule.take(0);
    schedule.remove(hash(1));
    schedule.add(hash(1), 1);
    assertThat(schedule.take(1)).isEmpty();
    schedule.remove(hash(1));
    assertThat(schedule.take(10 * SECOND)).isEmpty();
  }

  private static InfoHash hash(int number) {
    return InfoHash.parse("%040x".formatted(number));
  }
}
