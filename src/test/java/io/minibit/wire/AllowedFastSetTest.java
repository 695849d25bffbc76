package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.InfoHash;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class AllowedFastSetTest {
  private static final InfoHash HASH = InfoHash.parse("aa".repeat(20));

  /** The example at the end of BEP 6. */
  @Test
  void isTheSetOfTheProposal() {
    InetAddress peer = address("80.4.4.200");
    assertThat(AllowedFastSet.of(peer, HASH, 1313, 7))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188);
    assertThat(AllowedFastSet.of(peer, HASH, 1313, 9))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188, 353, 508);
  }

  @Test
  void isTheSameForAWholeNetwork() {
    assertThat(AllowedFastSet.of(address("80.4.4.1"), HASH, 1313, 7))
        .isEqualTo(AllowedFastSet.of(address("80.4.4.200"), HASH, 1313, 7))
        .isNotEqualTo(AllowedFastSet.of(address("80.4.5.200"), HASH, 1313, 7));
  }

  @Test
  void endsWhereATorrentHasFewerPieces() {
    InetAddress peer = address("80.4.4.200");
    assertThat(AllowedFastSet.of(peer, HASH, 3, AllowedFastSet.SIZE))
        .containsExactlyInAnyOrder(0, 1, 2);
    assertThat(AllowedFastSet.of(address("::1"), HASH, 3, 7)).isEmpty();
  }

  private static InetAddress address(String literal) {
    return NetUtil.createInetAddressFromIpAddressString(literal);
  }
}
