package io.minibit.tracker.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "0:0:0:0:0:0:0:1, ::1",
    "2001:DB8::, 2001:db8::",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "::ffff:192.168.0.1, 192.168.0.1",
  })
  void literalsAreWrittenTheShortWay(String text, String shortest) {
    assertThat(PeerAddress.parse(text, 1).orElseThrow().ip()).isEqualTo(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "example.org",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.999999999999",
        ":",
        ":::",
        "1::2::3",
        "fe80::1%eth0",
        "::1%",
        "[::1]",
        "cafe",
        "a:b",
        "1.2.3.4 ",
        "١.2.3.4",
        "1:2:3:4:5:6:7:8:9"
      })
  void nothingButLiteralsIsTaken(String text) {
    assertThat(PeerAddress.parse(text, 1)).isEmpty();
  }

  @Test
  void portsAreOneTo65535() throws UnknownHostException {
    assertThat(PeerAddress.parse("127.0.0.1", 0)).isEmpty();
    assertThat(PeerAddress.parse("127.0.0.1", 65_536)).isEmpty();
    assertThat(PeerAddress.parse("127.0.0.1", 65_535)).isPresent();
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    assertThatIllegalArgumentException().isThrownBy(() -> new PeerAddress(loopback, 0));
  }

  @Test
  void zonesAreDropped() throws UnknownHostException {
    byte[] linkLocal = PeerAddress.parse("fe80::1", 1).orElseThrow().address().getAddress();
    PeerAddress zoned = new PeerAddress(Inet6Address.getByAddress(null, linkLocal, 1), 7);
    assertThat(zoned).hasToString("[fe80::1]:7");
  }

  @Property
  void everyIpv6AddressComesBack(@ForAll @Size(16) byte[] bytes) throws UnknownHostException {
    PeerAddress peer = new PeerAddress(InetAddress.getByAddress(bytes), 7001);
    assertThat(PeerAddress.parse(peer.ip(), 7001)).contains(peer);
  }

  @Property
  void everyIpv4AddressComesBack(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
    PeerAddress peer = new PeerAddress(InetAddress.getByAddress(bytes), 1);
    assertThat(PeerAddress.parse(peer.ip(), 1)).contains(peer);
  }
}
