package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AllowedFastTest {
  private static final byte[] HASH = new byte[20];

  static {
    Arrays.fill(HASH, (byte) 0xAA);
  }

  @Test
  void theVectorsOfBep6() throws UnknownHostException {
    InetAddress peer = InetAddress.getByName("80.4.4.200");

    assertThat(AllowedFast.pieces(peer, HASH, 1313, 7))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188);
    assertThat(AllowedFast.pieces(peer, HASH, 1313, 9))
        .containsExactly(1059, 431, 808, 1217, 287, 376, 1188, 353, 508);
  }

  @Test
  void aSmallTorrentIsAllowedWhole() throws UnknownHostException {
    assertThat(AllowedFast.pieces(InetAddress.getByName("10.0.0.1"), HASH, 3, 10))
        .containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void ipv6HasNoSet() throws UnknownHostException {
    assertThat(AllowedFast.pieces(InetAddress.getByAddress(new byte[16]), HASH, 30, 10)).isEmpty();
  }
}
