package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.Limits;
import org.junit.jupiter.api.Test;

class RequestLengthsTest {
  private static final int MEMORY = 1 << 20;

  private final ByteBudget memory = new ByteBudget(MEMORY, 0);

  @Test
  void whoOffersNothingIsAskedForBlocksOnly() {
    RequestLengths lengths = new RequestLengths(false);
    assertThat(lengths.delivered(Limits.BLOCK, memory)).isFalse();
    assertThat(lengths.asked()).isEqualTo(Limits.BLOCK);
    assertThat(lengths.served()).isEqualTo(Limits.BLOCK);
  }

  @Test
  void longAnswersAreEarnedByShorterOnes() {
    RequestLengths lengths = offered(Integer.MAX_VALUE);
    assertThat(lengths.served()).isEqualTo(RequestLengths.MOST);
    assertThat(lengths.asked()).isEqualTo(Limits.BLOCK);
    assertThat(lengths.delivered(Limits.BLOCK - 1, memory)).isFalse();
    while (lengths.asked() < RequestLengths.MOST) {
      assertThat(lengths.delivered(lengths.asked(), memory)).isTrue();
      assertThat(memory.taken()).isEqualTo(lengths.asked() - Limits.BLOCK);
    }
    assertThat(lengths.delivered(RequestLengths.MOST, memory)).isFalse();
  }

  @Test
  void thoseWhoPromiseLongAnswersShareTheMemoryForThem() {
    int count = 100;
    RequestLengths[] all = new RequestLengths[count];
    for (int i = 0; i < count; i++) {
      all[i] = offered(RequestLengths.MOST);
      while (all[i].delivered(all[i].asked(), memory)) {}
    }
    assertThat(memory.taken()).isBetween((long) MEMORY, (long) MEMORY + RequestLengths.MOST);
    assertThat(all[count - 1].asked()).isEqualTo(Limits.BLOCK);
    assertThat(all[count - 1].served()).isEqualTo(RequestLengths.MOST);

    all[0].ended(memory);
    assertThat(all[count - 1].delivered(Limits.BLOCK, memory)).isTrue();
    for (RequestLengths each : all) {
      each.ended(memory);
      each.ended(memory);
    }
    assertThat(memory.taken()).isZero();
  }

  @Test
  void aSmallerOfferLaterTakesNothingBack() {
    RequestLengths lengths = offered(RequestLengths.MOST);
    lengths.offered(1);
    assertThat(lengths.served()).isEqualTo(RequestLengths.MOST);
  }

  @Test
  void blocksInCipherAreShorter() {
    RequestLengths lengths = new RequestLengths(true);
    lengths.offered(RequestLengths.MOST);
    assertThat(lengths.served()).isEqualTo(lengths.most()).isLessThan(RequestLengths.MOST);
  }

  private static RequestLengths offered(int bytes) {
    RequestLengths lengths = new RequestLengths(false);
    lengths.offered(bytes);
    return lengths;
  }
}
