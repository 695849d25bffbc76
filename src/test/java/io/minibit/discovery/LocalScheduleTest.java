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
  void aFewTorrentsHaveADatagramEach() {
    for (int i = 0; i < LocalSchedule.BURST; i++) {
      schedule.add(hash(i), 0);
    }
    for (int i = 0; i < LocalSchedule.BURST; i++) {
      assertThat(schedule.take(0)).containsExactly(hash(i));
    }
    assertThat(schedule.take(0)).isEmpty();
  }

  @Test
  void manyTorrentsShareDatagramsOfWhichOneAMinuteIsSent() {
    int torrents = 500;
    for (int i = 0; i < torrents; i++) {
      schedule.add(hash(i), 0);
    }
    Map<InfoHash, Integer> announced = new HashMap<>();
    int datagrams = 0;
    int minutes = 60;
    for (long now = 0; now < minutes * LocalSchedule.PACE; now += SECOND) {
      List<InfoHash> datagram = schedule.take(now);
      assertThat(datagram).hasSizeLessThanOrEqualTo(LocalAnnounce.MAX_HASHES);
      datagram.forEach(hash -> announced.merge(hash, 1, Integer::sum));
      datagrams += datagram.isEmpty() ? 0 : 1;
    }
    assertThat(datagrams).isBetween(minutes, minutes - 1 + LocalSchedule.BURST);
    int turns = datagrams * LocalAnnounce.MAX_HASHES / torrents;
    assertThat(announced)
        .hasSize(torrents)
        .allSatisfy((hash, count) -> assertThat(count).isBetween(turns, turns + 1));
  }

  @Test
  void comingAndGoingDoesNotMakeItAnnounceFaster() {
    int announced = 0;
    for (int i = 0; i < 2 * LocalSchedule.BURST; i++) {
      schedule.add(hash(1), 0);
      announced += schedule.take(0).size();
      schedule.remove(hash(1));
    }
    assertThat(announced).isEqualTo(LocalSchedule.BURST);
    assertThat(schedule.take(600 * SECOND)).isEmpty();
  }

  private static InfoHash hash(int number) {
    return InfoHash.parse("%040x".formatted(number));
  }
}
