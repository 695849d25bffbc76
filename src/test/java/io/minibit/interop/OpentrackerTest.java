package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.discovery.TrackerClients;
import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.PeerId;
import io.minibit.tracker.protocol.Announce;
import io.minibit.tracker.protocol.AnnounceAnswer;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our clients against a real opentracker. */
class OpentrackerTest {
  private static final InfoHash HASH = InfoHash.parse("00ff2b25263d2b25263d2b25263d2b25263d0a0d");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  @TempDir private Path temp;
  private Vertx vertx;
  private TrackerClients clients;
  private Path folder;
  private RunningProgram opentracker;
  private int port;

  @BeforeEach
  void open() throws Exception {
    Program.need("opentracker");
    vertx = Vertx.vertx();
    clients = new TrackerClients(vertx, "127.0.0.1", new SplittableRandom(1), () -> 0);
    // It gives up its rights, and then reads from here.
    folder = Files.createTempDirectory("opentracker");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(folder.resolve("wl.txt"), HASH.hex() + "\n");
    port = TrackedTorrent.freePort();
    opentracker =
        RunningProgram.start(
            temp,
            "opentracker",
            "-i",
            "127.0.0.1",
            "-p",
            "" + port,
            "-P",
            "" + port,
            "-d",
            folder.toString(),
            "-w",
            "wl.txt");
    awaitDoor();
  }

  @AfterEach
  void close() throws Exception {
    if (opentracker != null) {
      opentracker.close();
      Files.delete(folder.resolve("wl.txt"));
      Files.delete(folder);
      await(clients.close());
      await(vertx.close());
    }
  }

  private void awaitDoor() throws Exception {
    long start = System.nanoTime();
    while (true) {
      try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
        assertThat(probe.isConnected()).isTrue();
        return;
      } catch (ConnectException closed) {
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new AssertionError(opentracker.said(), closed);
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  private AnnounceAnswer announce(String scheme, int peerPort, long left, AnnounceEvent event)
      throws Exception {
    Announce announce =
        new Announce(
            HASH,
            PeerId.of(
                ("-MB0100-00000000" + (1000 + peerPort % 1000))
                    .getBytes(StandardCharsets.US_ASCII)),
            new Announce.Progress(0, 0, left),
            event,
            peerPort,
            -1,
            peerPort);
    return await(clients.announce(url(scheme), announce));
  }

  private TrackerUrl url(String scheme) {
    return TrackerUrl.parse(scheme + "://127.0.0.1:" + port + "/announce");
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "http"})
  void itListsUsAndTellsOfOthers(String scheme) throws Exception {
    announce(scheme, 7001, 0, AnnounceEvent.STARTED);
    AnnounceAnswer second = announce(scheme, 7002, 5, AnnounceEvent.STARTED);
    assertThat(second.peers()).contains(PeerAddress.parse("127.0.0.1", 7001).orElseThrow());
    assertThat(second.counts().seeders()).isEqualTo(1);
    assertThat(second.interval()).isPositive();
    assertThat(await(clients.scrape(url(scheme), List.of(HASH))))
        .containsEntry(HASH, new SwarmCounts(1, 0, 1));
    announce(scheme, 7002, 0, AnnounceEvent.COMPLETED);
    announce(scheme, 7001, 0, AnnounceEvent.STOPPED);
    assertThat(await(clients.scrape(url(scheme), List.of(HASH))))
        .containsEntry(HASH, new SwarmCounts(1, 1, 0));
  }
}
