package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerLinksTest {
  @Test
  void anAddressOfTheWorldHasAFewConnections() throws Exception {
    InetAddress world = InetAddress.getByName("203.0.113.5");
    assertThat(PeerLinks.isCrowd(world, PeerLinks.MAX_OF_ADDRESS - 1)).isFalse();
    assertThat(PeerLinks.isCrowd(world, PeerLinks.MAX_OF_ADDRESS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "192.168.1.2", "::1", "fd00::1", "fe80::1"})
  void oneOfTheOwnNetworkMayHaveMore(String own) throws Exception {
    assertThat(PeerLinks.isCrowd(InetAddress.getByName(own), PeerLinks.MAX_OF_ADDRESS)).isFalse();
  }
}
