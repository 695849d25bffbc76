package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.UtPex;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerExchangeTest {
  private static final InetSocketAddress REMOTE = address("10.0.0.1", 50_000);

  private final List<UtPex> sent = new ArrayList<>();
  private final List<InetSocketAddress> found = new ArrayList<>();
  private final PeerExchange<String> exchange =
      new PeerExchange<>(
          (peer, message) -> sent.add(message),
          (Collection<InetSocketAddress> all) -> found.addAll(all));
  private long now;

  @Test
  void aPeerHearsOfTheOthersSoonAndNotOfItself() {
    exchange.permit();
    connect("a", 1);
    connect("b", 2);
    exchange.wants("a", REMOTE, now);
    exchange.tick(now);
    assertThat(sent).isEmpty();
    pass(PeerExchange.FIRST);
    assertThat(sent).containsExactly(new UtPex(List.of(peer(2)), List.of()));
  }

  @Test
  void afterwardsItHearsWhatChangedAndNoMoreThanOnceAMinute() {
    exchange.permit();
    connect("b", 2);
    exchange.wants("a", REMOTE, now);
    pass(PeerExchange.FIRST);
    sent.clear();
    connect("c", 3);
    exchange.left("b");
    connect("fleeting", 4);
    exchange.left("fleeting");
    pass(PeerExchange.INTERVAL - 1);
    assertThat(sent).isEmpty();
    pass(1);
    assertThat(sent).containsExactly(new UtPex(List.of(peer(3)), List.of(at(2))));
    pass(10 * PeerExchange.INTERVAL);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aPeerThatWentAndCameBackIsNoNews() {
    exchange.permit();
    connect("b", 2);
    exchange.wants("a", REMOTE, now);
    pass(PeerExchange.FIRST);
    exchange.left("b");
    connect("b again", 2);
    pass(PeerExchange.INTERVAL);
    assertThat(sent).hasSize(1);
  }

  @Test
  void noMessageTellsOfMoreThanFiftyAndTheRestFollows() {
    exchange.permit();
    for (int i = 1; i <= 120; i++) {
      connect("peer" + i, i);
    }
    exchange.wants("a", REMOTE, now);
    pass(PeerExchange.FIRST);
    pass(PeerExchange.INTERVAL);
    for (int i = 1; i <= 120; i++) {
      exchange.left("peer" + i);
    }
    for (int i = 0; i < 10; i++) {
      pass(PeerExchange.INTERVAL);
    }
    assertThat(sent).extracting(message -> message.added().size()).containsExactly(50, 50, 0, 0);
    assertThat(sent).extracting(message -> message.dropped().size()).containsExactly(0, 0, 50, 50);
  }

  @Test
  void whoseConnectionIsOverOrWhoDeclinesIsToldNothing() {
    exchange.permit();
    connect("b", 2);
    exchange.wants("a", REMOTE, now);
    exchange.wants("c", REMOTE, now);
    exchange.left("a");
    exchange.declines("c");
    pass(PeerExchange.FIRST);
    assertThat(sent).isEmpty();
  }

  @Test
  void untilItIsPermittedNothingIsToldAndWhatIsHeardIsKeptBack() {
    connect("b", 2);
    exchange.wants("a", REMOTE, now);
    pass(PeerExchange.FIRST);
    for (int i = 0; i < 100; i++) {
      exchange.heard("peer" + i, REMOTE, told(10_000 + 3 * i, 3), now);
    }
    assertThat(sent).isEmpty();
    assertThat(found).isEmpty();
    exchange.permit();
    assertThat(found).hasSize(PeerExchange.MAX_HELD);
    pass(1);
    assertThat(sent).hasSize(1);
  }

  @Test
  void whoTellsTooOftenIsNotListenedTo() {
    exchange.permit();
    exchange.heard("a", REMOTE, told(100, 1), now);
    exchange.heard("b", REMOTE, told(200, 1), now);
    exchange.heard("a", REMOTE, told(300, 1), now + PeerExchange.LEAST_GAP - 1);
    exchange.heard("a", REMOTE, told(400, 1), now + PeerExchange.LEAST_GAP);
    assertThat(found).containsExactly(at(100), at(200), at(400));
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, true",
    "192.0.2.1, 10.0.0.1, false",
    "192.0.2.1, 127.0.0.1, false",
    "192.0.2.1, 169.254.1.1, false",
    "2001:db8::1, ::1, false",
    "2001:db8::1, fe80::1, false",
    "2001:db8::1, fd00::1, false",
    "fd00::2, fd00::1, true",
    "10.0.0.1, 192.168.1.1, true",
    "10.0.0.1, 192.0.2.1, true",
    "10.0.0.1, 127.0.0.1, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 192.0.2.1, true",
  })
  void nobodyIsBelievedAboutPlacesInsideOfOurs(String teller, String told, boolean believed) {
    exchange.permit();
    InetSocketAddress remote = address(teller, 1000);
    UtPex message = new UtPex(List.of(new UtPex.Added(address(told, 22), 0)), List.of());
    exchange.heard("a", remote, message, now);
    assertThat(found).hasSize(believed ? 1 : 0);
    // And nobody is told of places that are not for it.
    exchange.connected("b", new UtPex.Added(address(told, 22), 0));
    exchange.wants("a", remote, now);
    pass(PeerExchange.FIRST);
    assertThat(sent).hasSize(believed ? 1 : 0);
  }

  private void connect(String link, int port) {
    exchange.connected(link, peer(port));
  }

  private void pass(long nanos) {
    now += nanos;
    exchange.tick(now);
  }

  private static UtPex told(int firstPort, int count) {
    List<UtPex.Added> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(peer(firstPort + i));
    }
    return new UtPex(added, List.of());
  }

  private static UtPex.Added peer(int port) {
    return new UtPex.Added(at(port), 0x10);
  }

  private static InetSocketAddress at(int port) {
    return address("10.1.2.3", port);
  }

  private static InetSocketAddress address(String ip, int port) {
    return new InetSocketAddress(ip, port);
  }
}
