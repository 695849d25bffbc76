package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class PeerPriorityTest {
  private static InetSocketAddress at(String ip, int port) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(ip), port);
  }

  @Test
  void theVectorsOfBep40() throws UnknownHostException {
    assertThat(PeerPriority.of(at("123.213.32.10", 1), at("98.76.54.32", 2))).isEqualTo(0xec2d7224);
    assertThat(PeerPriority.of(at("123.213.32.10", 1), at("123.213.32.234", 2)))
        .isEqualTo(0x99568189);
  }

  /** The masks of BEP 40: beyond them only every second bit counts. */
  @Test
  void theMasksOfIpv6() throws UnknownHostException {
    InetSocketAddress us = at("2001:db8:1:2::3", 1);
    int other = PeerPriority.of(us, at("2001:db8:5::", 2));
    assertThat(PeerPriority.of(us, at("2001:db8:5:aaaa::aaaa", 2))).isEqualTo(other);
    assertThat(PeerPriority.of(us, at("2001:db8:5:1::", 2))).isNotEqualTo(other);
    assertThat(PeerPriority.of(us, at("2001:db8:7::", 2))).isNotEqualTo(other);
    int same48 = PeerPriority.of(us, at("2001:db8:1:200::", 2));
    assertThat(PeerPriority.of(us, at("2001:db8:1:2aa::", 2))).isEqualTo(same48);
    assertThat(PeerPriority.of(us, at("2001:db8:1:a00::", 2))).isNotEqualTo(same48);
    int same56 = PeerPriority.of(us, at("2001:db8:1:5::", 2));
    assertThat(PeerPriority.of(us, at("2001:db8:1:5:aa::", 2))).isEqualTo(same56);
    assertThat(PeerPriority.of(us, at("2001:db8:1:7::", 2))).isNotEqualTo(same56);
  }

  @Test
  void bothEndsAgree() throws UnknownHostException {
    InetSocketAddress a = at("2001:db8:1:2::3", 6881);
    InetSocketAddress b = at("2001:db8:1:7::4", 6882);

    assertThat(PeerPriority.of(a, b)).isEqualTo(PeerPriority.of(b, a)).isNotZero();
  }

  @Test
  void portsDecideOnOneHost() throws UnknownHostException {
    InetSocketAddress a = at("10.0.0.1", 1000);

    assertThat(PeerPriority.of(a, at("10.0.0.1", 2000)))
        .isEqualTo(PeerPriority.of(at("10.0.0.1", 2000), a))
        .isNotEqualTo(PeerPriority.of(a, at("10.0.0.1", 3000)));
  }
}
