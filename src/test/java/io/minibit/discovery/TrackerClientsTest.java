package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.node.RunningTracker;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our clients against our tracker, over real sockets. */
class TrackerClientsTest {
  private static final InfoHash HASH = InfoHash.parse("00ff" + "2b25263d".repeat(4) + "0a0d");
  private static final InfoHash V2 = InfoHash.of(new byte[32]);

  private Vertx vertx;
  private RunningTracker tracker;
  private TrackerClients clients;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    tracker = RunningTracker.start(vertx);
    clients = new TrackerClients(vertx, "127.0.0.1", new SplittableRandom(1), () -> 0);
  }

  @AfterEach
  void close() throws Exception {
    await(clients.close());
    await(vertx.close());
  }

  private TrackerUrl url(String scheme) {
    return TrackerUrl.parse(scheme + "://127.0.0.1:" + tracker.port() + "/announce");
  }

  static Announce announce(InfoHash hash, int port, long left, AnnounceEvent event) {
    return new Announce(
        hash, PeerId.of(new byte[20]), new Announce.Progress(1, 2, left), event, 3, 50, port);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "http"})
  void peersFindEachOtherAndTakeTheirLeave(String scheme) throws Exception {
    TrackerUrl url = url(scheme);
    for (InfoHash hash : List.of(HASH, V2)) {
      assertThat(
              await(clients.announce(url, announce(hash, 7001, 0, AnnounceEvent.STARTED))).peers())
          .isEmpty();
      AnnounceAnswer second =
          await(clients.announce(url, announce(hash, 7002, 9, AnnounceEvent.STARTED)));
      assertThat(second.peers())
          .containsExactly(PeerAddress.parse("127.0.0.1", 7001).orElseThrow());
      assertThat(second.interval()).isEqualTo(1800);
      assertThat(second.counts().seeders()).isEqualTo(1);
      await(clients.announce(url, announce(hash, 7002, 0, AnnounceEvent.COMPLETED)));
      assertThat(tracker.swarm(hash.hex()).completed()).isEqualTo(1);
      await(clients.announce(url, announce(hash, 7001, 0, AnnounceEvent.STOPPED)));
      assertThat(tracker.swarm(hash.hex()).peers()).extracting("port").containsExactly(7002);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "http"})
  void swarmsAreScraped(String scheme) throws Exception {
    TrackerUrl url = url(scheme);
    await(clients.announce(url, announce(HASH, 7001, 5, AnnounceEvent.STARTED)));
    assertThat(await(clients.scrape(url, List.of(HASH, V2))))
        .isEqualTo(
            Map.of(HASH, new SwarmCounts(0, 0, 1), InfoHash.of(V2.truncated()), SwarmCounts.NONE));
  }

  @Test
  void aTrackerThatIsNotThereIsNamedWithoutItsPath() throws Exception {
    TrackerUrl away = TrackerUrl.parse("http://127.0.0.1:1/SECRET/announce?pass=SECRET");
    assertThatThrownBy(
            () -> await(clients.announce(away, announce(HASH, 1, 0, AnnounceEvent.NONE))))
        .cause()
        .isInstanceOf(TrackerAwayException.class)
        .hasMessageStartingWith("cannot ask http://127.0.0.1:1: ")
        .hasMessageNotContaining("SECRET");
  }
}
