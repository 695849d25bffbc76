package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.tracker.protocol.PeerAddress;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {
  private static final long MINUTE = 60_000;

  private final ConnectionIds ids =
      new ConnectionIds(false, RandomGenerator.of("L64X128MixRandom"));

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
            new ConnectionIds(false, RandomGenerator.of("L64X128MixRandom"))
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

  @Test
  void aLenientTrackerTakesAnIdForFiveMinutes() {
    ConnectionIds lenient = new ConnectionIds(true, RandomGenerator.of("L64X128MixRandom"));
    AnnounceCall client = address("10.0.0.1");
    long id = lenient.issue(client, MINUTE - 1);
    assertThat(lenient.accepts(id, client, 6 * MINUTE - 1)).isTrue();
    assertThat(lenient.accepts(id, client, 6 * MINUTE)).isFalse();
  }

  @Test
  void trackersThatShareAKeyTakeOneAnothersIds() {
    ConnectionIds other = new ConnectionIds(false, RandomGenerator.of("L64X128MixRandom"));
    AnnounceCall client = address("10.0.0.1");
    long own = ids.issue(client, 0);
    ids.share(1, 2, 5 * MINUTE);
    other.share(1, 2, 0); // Its process started five minutes earlier.
    long id = ids.issue(client, 0);
    assertThat(other.accepts(id, client, 5 * MINUTE)).isTrue();
    assertThat(other.accepts(id, client, 5 * MINUTE - 1)).as("its clock is behind").isTrue();
    assertThat(other.accepts(id, client, 9 * MINUTE)).isFalse();
    assertThat(ids.accepts(own, client, 0)).isFalse();
  }
}
