package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnnounceScheduleTest {
  private final AnnounceSchedule schedule = new AnnounceSchedule();

  @Test
  void theFirstIsAtOnce() {
    assertThat(schedule.next()).isZero();
  }

  @Test
  void theIntervalIsKeptAndHurryGoesDownToTheLeastOne() {
    schedule.succeeded(1000, 1800, 300);
    assertThat(schedule.next()).isEqualTo(1_801_000);
    schedule.hurry();
    assertThat(schedule.next()).isEqualTo(301_000);
    schedule.succeeded(1000, 1800, 0);
    schedule.hurry();
    assertThat(schedule.next()).isEqualTo(61_000);
    schedule.succeeded(1000, 30, 60);
    schedule.hurry();
    assertThat(schedule.next()).isEqualTo(31_000);
  }

  @Test
  void senselessIntervalsAreCut() {
    schedule.succeeded(0, 0, 0);
    assertThat(schedule.next()).isEqualTo(AnnounceSchedule.MIN_INTERVAL);
    schedule.succeeded(0, Integer.MAX_VALUE, 1);
    assertThat(schedule.next()).isEqualTo(AnnounceSchedule.MAX_INTERVAL);
    schedule.hurry();
    assertThat(schedule.next()).isEqualTo(AnnounceSchedule.MIN_INTERVAL);
  }

  @Test
  void silenceIsWaitedOutLongerEachTimeAndHurryDoesNotHelp() {
    schedule.failed(0);
    assertThat(schedule.next()).isEqualTo(15_000);
    schedule.failed(0);
    schedule.hurry();
    assertThat(schedule.next()).isEqualTo(30_000);
    for (int i = 0; i < 100; i++) {
      schedule.failed(0);
    }
    assertThat(schedule.next()).isEqualTo(1_800_000);
    schedule.succeeded(0, 1800, 0);
    schedule.failed(0);
    assertThat(schedule.next()).isEqualTo(15_000);
  }
}
