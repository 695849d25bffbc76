package io.minibit.tracker.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.PrivateNetworks;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threat 24: no handshake, so no answers to the Internet, and no registering of others. */
class NameServerTest {
  private static final byte[] REGISTER =
      "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001}".getBytes(UTF_8);
  private static final byte[] REQUEST =
      "{\"action\":\"REQUEST\",\"filename\":\"f\"}".getBytes(UTF_8);

  private final NameTable table = new NameTable(30, RandomGenerator.of("L64X128MixRandom"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.1",
        "169.254.7.7",
        "::1",
        "fe80::1",
        "fc00::1",
        "fdff::1",
        "::ffff:10.0.0.1"
      })
  void privateSourcesAreServed(String ip) {
    NameServer server = new NameServer(table, PrivateNetworks::contain);
    server.receive(peer(ip), REGISTER, 0);
    assertThat(table.seeders("f", 0)).extracting(PeerAddress::ip).hasSize(1);
    assertThat(server.receive(peer(ip), REQUEST, 0)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.167.1.1",
        "192.169.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "2001:db8::1",
        "fec0::1",
        "::",
        "::ffff:8.8.8.8",
        "ff02::1"
      })
  void otherSourcesAreCountedAndIgnored(String ip) {
    NameServer server = new NameServer(table, PrivateNetworks::contain);
    assertThat(server.receive(peer(ip), REGISTER, 0)).isEmpty();
    assertThat(server.receive(peer(ip), REQUEST, 0)).isEmpty();
    assertThat(table.size(0).peers()).isZero();
    assertThat(server.received()).isEmpty();
    assertThat(server.refused()).containsOnlyKeys("foreign_source").containsValue(2L);
  }

  @Test
  void everySourceIsServedWhereThatIsWanted() {
    NameServer server = new NameServer(table, source -> true);
    server.receive(peer("8.8.8.8"), REGISTER, 0);
    assertThat(server.receive(peer("9.9.9.9"), REQUEST, 0).map(String::new))
        .contains("[[\"8.8.8.8\",7001]]");
  }

  @Test
  void aRegistrationNamesItsSenderWhateverItSays() {
    NameServer server = new NameServer(table, PrivateNetworks::contain);
    server.receive(
        peer("10.0.0.1"),
        "{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":7001,\"ip\":\"10.9.9.9\"}"
            .getBytes(UTF_8),
        0);
    assertThat(table.seeders("f", 0)).containsExactly(PeerAddress.parse("10.0.0.1", 7001).get());
  }

  @Test
  void aFullTableIsCounted() {
    NameServer server = new NameServer(table, PrivateNetworks::contain);
    for (int i = 0; i <= NameTable.MAX_PEERS_PER_NAME; i++) {
      server.receive(
          peer("10.0.0.1"),
          ("{\"action\":\"REGISTER\",\"filename\":\"f\",\"port\":" + (i + 1) + "}").getBytes(UTF_8),
          0);
    }
    assertThat(server.refused()).containsOnlyKeys("too_many_peers_of_name").containsValue(1L);
  }

  private static PeerAddress peer(String ip) {
    return PeerAddress.parse(ip, 50_000).orElseThrow();
  }
}
