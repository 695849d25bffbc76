package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private static long passedIn(TokenBucket bucket, long seconds, int block) {
    long passed = 0;
    for (long now = 0; now < seconds * SECOND; now += SECOND / 100) {
      while (bucket.allows(now)) {
        bucket.take(block, now);
        passed += block;
      }
    }
    return passed;
  }

  @Test
  void letsItsRateThroughAndLittleMore() {
    long passed = passedIn(new TokenBucket(100_000), 100, 16_384);

    assertThat(passed).isBetween(10_000_000L, 10_000_000L + 20_000 + 16_384);
  }

  @Test
  void aRateFarBelowABlockWorks() {
    assertThat(passedIn(new TokenBucket(1_000), 100, 16_384)).isBetween(100_000L, 116_584L);
  }

  @Test
  void whatDidNotPassIsGivenBack() {
    TokenBucket bucket = new TokenBucket(1_000);
    bucket.take(100_000, 0);
    assertThat(bucket.allows(SECOND)).isFalse();
    bucket.refund(100_000);
    assertThat(bucket.allows(SECOND)).isTrue();
  }

  @Test
  void aHigherRateDoesNotWaitForTheDebtOfALowerOne() {
    TokenBucket bucket = new TokenBucket(100);
    bucket.take(16_384, 0);
    bucket.setRate(10_000_000);
    assertThat(bucket.allows(SECOND)).isTrue();
  }

  @Test
  void theBurstOfAHighRateIsNoDebtOfALowOne() {
    TokenBucket bucket = new TokenBucket(10_000_000);
    bucket.take(2_000_000, 0);
    bucket.setRate(100);
    assertThat(bucket.allows(SECOND)).isTrue();
    bucket.take(16_384, SECOND);
    assertThat(bucket.allows(2 * SECOND)).isFalse();
  }

  @Test
  void theSameRateAgainForgivesNothing() {
    TokenBucket bucket = new TokenBucket(100);
    bucket.take(16_384, 0);
    bucket.setRate(100);
    assertThat(bucket.allows(SECOND)).isFalse();
  }

  @Test
  void whatWasChargedAtAnotherRateIsGivenBackAtTheOneOfNow() {
    TokenBucket bucket = new TokenBucket(100);
    bucket.take(100_000, 0);
    bucket.setRate(10_000);
    bucket.take(100_000, 0);
    bucket.refund(50_000);
    assertThat(bucket.allows(4 * SECOND)).isFalse();
    assertThat(bucket.allows(5 * SECOND)).isTrue();
  }

  @Test
  void withoutARateEverythingPasses() {
    TokenBucket bucket = new TokenBucket(TokenBucket.UNLIMITED);
    bucket.take(Long.MAX_VALUE / 2, 0);
    assertThat(bucket.allows(0)).isTrue();
  }

  @Test
  void aNegativeRateIsRefused() {
    assertThatThrownBy(() -> new TokenBucket(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
