package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.tracker.protocol.PeerAddress;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
  private static final long MINUTE = 60_000;

  private final ConnectionIds ids = new ConnectionIds(RandomGenerator.of("L64X128MixRandom"));

  private static AnnounceCall address(String ip) {
    AnnounceCall call = new AnnounceCall();
    call.address(PeerAddress.parse(ip, 1).orElseThrow().address());
    return call;
  }

  @Test
  void anIdIsGoodForTwoMinutesAtLeastAndThreeAtMost() {
    AnnounceCall client = address("10.0.0.1");
    for (long issued : new long[] {-3 * MINUTE - 1, -1, 0, 1, MINUTE - 1, 90_123_456}) {
      long id = ids.issue(client, issued);
      assertThat(ids.accepts(id, client, issued)).isTrue();
      assertThat(ids.accepts(id, client, issued + 2 * MINUTE)).isTrue();
      assertThat(ids.accepts(id, client, issued + 3 * MINUTE)).isFalse();
    }
  }

  @Test
  void anIdIsGoodForItsAddressAlone() {
    long id = ids.issue(address("10.0.0.1"), 0);
    assertThat(ids.accepts(id, address("10.0.0.2"), 0)).isFalse();
    assertThat(ids.accepts(id, address("2001:db8::1"), 0)).isFalse();
    assertThat(ids.accepts(id + 1, address("10.0.0.1"), 0)).isFalse();
    assertThat(
            new ConnectionIds(RandomGenerator.of("L64X128MixRandom"))
                .accepts(id, address("10.0.0.1"), 0))
        .isFalse();
  }

  @Test
  void noIdBeginsLikeAMessageOfTheNameProtocol() {
    AnnounceCall client = address("10.0.0.1");
    for (long minute = 0; minute < 20_000; minute++) {
      long id = ids.issue(client, minute * MINUTE);
      assertThat(id >>> 56).isNotEqualTo('{');
      assertThat(ids.accepts(id, client, minute * MINUTE)).isTrue();
    }
  }
}
