package io.minibit.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTimesTest {
  @Test
  void eachIsCountedInTheFirstBucketThatHoldsIt() {
    AnswerTimes times = new AnswerTimes();
    times.add(0, 1);
    times.add(15_999, 2);
    times.add(16_000, 4);
    times.add(31_999, 8);
    times.add(32_000, 16);
    times.add(Long.MAX_VALUE, 32);
    Map<String, Long> sums = new HashMap<>(Map.of("16", 100L));
    times.addTo(sums);
    assertThat(sums)
        .containsExactlyInAnyOrderEntriesOf(Map.of("16", 103L, "32", 12L, "64", 16L, "more", 32L));
  }
}
