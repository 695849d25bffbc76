package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.SwarmReport;
import io.minibit.node.RunningTracker;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real clients that know of each other by our tracker alone. */
class TrackerClientsOfOthersTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path temp;
  private Vertx vertx;
  private RunningTracker tracker;

  @BeforeEach
  void open() throws Exception {
    vertx = Vertx.vertx();
    tracker = RunningTracker.start(vertx);
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private TrackedTorrent torrent(String scheme) throws Exception {
    return TrackedTorrent.make(temp, scheme + "://127.0.0.1:" + tracker.port() + "/announce");
  }

  private SwarmReport await(
      TrackedTorrent torrent, RunningProgram program, Predicate<SwarmReport> condition)
      throws Exception {
    long start = System.nanoTime();
    while (true) {
      SwarmReport swarm = tracker.swarm(torrent.infoHash());
      if (condition.test(swarm)) {
        return swarm;
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new AssertionError(swarm + " while it said " + program.said());
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(strings = {"http", "udp"})
  void ariaFindsAria(String scheme) throws Exception {
    Program.need("aria2c");
    TrackedTorrent torrent = torrent(scheme);
    try (RunningProgram seeder = torrent.ariaSeeder()) {
      await(torrent, seeder, swarm -> swarm.seeders() == 1);
      try (RunningProgram leecher = torrent.ariaLeecher()) {
        assertThat(leecher.awaitEnd()).as(leecher.said()).isZero();
      }
      torrent.requireCopy("leech");
      // It says stopped as it ends, and the seeder stays.
      await(torrent, seeder, swarm -> swarm.leechers() == 0 && swarm.peers().size() == 1);
    }
  }

  @Execution(ExecutionMode.CONCURRENT)
  @ParameterizedTest
  @ValueSource(strings = {"http", "udp"})
  void transmissionAnnouncesAndAriaFindsIt(String scheme) throws Exception {
    Program.need("aria2c", "transmission-daemon", "transmission-remote");
    TrackedTorrent torrent = torrent(scheme);
    int rpc = TrackedTorrent.freePort();
    try (RunningProgram transmission = torrent.transmission(TrackedTorrent.freePort(), rpc, 1)) {
      torrent.addToTransmission(rpc);
      SwarmReport listed = await(torrent, transmission, swarm -> swarm.seeders() == 1);
      assertThat(listed.peers()).extracting("ip").containsExactly("127.0.0.1");
      try (RunningProgram leecher = torrent.ariaLeecher()) {
        assertThat(leecher.awaitEnd()).as(leecher.said()).isZero();
      }
      torrent.requireCopy("leech");
    }
  }
}
