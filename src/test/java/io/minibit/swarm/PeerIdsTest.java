package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerIdsTest {
  private static final byte[] SMALL = {1, 2};
  private static final byte[] GREAT = {(byte) 0x90, 0};

  @Test
  void ourOwnIdIsOurselves() {
    assertThat(PeerIds.judge(SMALL, SMALL.clone())).isEqualTo(PeerIds.Verdict.OURSELVES);
    assertThat(PeerIds.judge(SMALL, GREAT)).isEqualTo(PeerIds.Verdict.KEEP);
  }

  @Test
  void ofTwoCrossingDialsBothEndsKeepThatOfTheGreaterId() {
    // The great one's dial came first at one end, second at the other.
    assertThat(PeerIds.judgeSecond(GREAT, SMALL, false, true)).isEqualTo(PeerIds.Verdict.END_NEW);
    assertThat(PeerIds.judgeSecond(SMALL, GREAT, false, true)).isEqualTo(PeerIds.Verdict.END_OLD);
    assertThat(PeerIds.judgeSecond(GREAT, SMALL, true, false)).isEqualTo(PeerIds.Verdict.END_OLD);
    assertThat(PeerIds.judgeSecond(SMALL, GREAT, true, false)).isEqualTo(PeerIds.Verdict.END_NEW);
  }

  @Test
  void ofTwoDialsFromOneEndTheOtherEndKeepsTheFirst() {
    assertThat(PeerIds.judgeSecond(SMALL, GREAT, false, false)).isEqualTo(PeerIds.Verdict.END_NEW);
    assertThat(PeerIds.judgeSecond(SMALL, GREAT, true, true)).isEqualTo(PeerIds.Verdict.KEEP);
  }
}
