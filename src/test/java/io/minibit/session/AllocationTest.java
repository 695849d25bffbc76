package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks with Java's flight recorder for payload on the heap: it has its place in direct memory,
 * from the socket to the disk and back. The recorder sees each array beyond a thread's own
 * allocation buffer, and of smaller ones those that need a new buffer: of thousands that a transfer
 * would make, some.
 */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AllocationTest {
  private static final int PIECE = 1 << 20;
  private static final int PIECES = 48;
  private static final int SHORT_BLOCK = 16 * 1024;

  /**
   * Digests read arrays, so each storage thread has one for each of the two peers, and keeps it.
   */
  private static final int WORKING_ARRAYS = 2 * 4;

  private static final String BYTES = byte[].class.getName();
  private static final List<String> EVENTS =
      List.of("jdk.ObjectAllocationInNewTLAB", "jdk.ObjectAllocationOutsideTLAB");

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({"V1, false", "HYBRID, false", "V1, true", "HYBRID, true"})
  void ourOwnPeersPutNoBlockOnTheHeap(TorrentFormat format, boolean encrypted, Vertx vertx)
      throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), PIECES * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    try (LoopbackPeer seed = peer(vertx, "seed", encrypted);
        LoopbackPeer leech = peer(vertx, "leech", encrypted)) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      requireNoBlocks(leech, torrent, seed.address());
    }
  }

  private LoopbackPeer peer(Vertx vertx, String folder, boolean encrypted) throws Exception {
    return encrypted
        ? LoopbackPeer.encrypted(vertx, temp.resolve(folder))
        : LoopbackPeer.in(vertx, temp.resolve(folder));
  }

  @ParameterizedTest
  @EnumSource(
      value = TorrentFormat.class,
      names = {"V1", "HYBRID"})
  void shortBlocksOfOthersArePutThereNoMore(TorrentFormat format, Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("content.bin"), PIECES * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    byte[] content = Files.readAllBytes(source);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed seed = new FakeSeed("127.0.0.2", torrent, content, FakeSeed.HONEST)) {
      requireNoBlocks(leech, torrent, seed.address());
    }
  }

  @Test
  void norAreTheyOnTheirWayToOthers(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), PIECES * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer leech = RawPeer.meet(seed.address(), torrent.hashes().id(), "-SH0001-short");
          Recording recording = new Recording()) {
        leech.say(RawPeer.INTERESTED);
        leech.await(RawPeer.UNCHOKE);
        start(recording);
        read(leech, 0, PIECES / 8);
        Instant steady = Instant.now();
        read(leech, PIECES / 8, PIECES);
        assertThat(blocks(recording, steady)).hasSizeLessThanOrEqualTo(WORKING_ARRAYS);
      }
    }
  }

  /** Reads pieces block by block, all blocks of a piece at once. */
  private static void read(RawPeer leech, int from, int to) throws Exception {
    for (int piece = from; piece < to; piece++) {
      for (int begin = 0; begin < PIECE; begin += SHORT_BLOCK) {
        leech.say(RawPeer.REQUEST, RawPeer.ints(piece, begin, SHORT_BLOCK));
      }
      for (int begin = 0; begin < PIECE; begin += SHORT_BLOCK) {
        leech.await(RawPeer.PIECE);
      }
    }
  }

  private void requireNoBlocks(LoopbackPeer leech, Torrent torrent, InetSocketAddress seed)
      throws Exception {
    TorrentTransfer got = leech.begin(torrent);
    leech.await("STATE DOWNLOADING");
    try (Recording recording = new Recording()) {
      start(recording);
      leech.tell(got, List.of(seed));
      // What is allocated once, for the first blocks, is no matter.
      leech.until(got, now -> now.downloaded() >= PIECES / 8 * PIECE);
      Instant steady = Instant.now();
      leech.await("COMPLETED SEEDING");
      assertThat(blocks(recording, steady)).hasSizeLessThanOrEqualTo(WORKING_ARRAYS);
    }
  }

  private static void start(Recording recording) {
    EVENTS.forEach(event -> recording.enable(event).withStackTrace());
    recording.start();
  }

  private List<String> blocks(Recording recording, Instant from) throws Exception {
    recording.stop();
    Path file = temp.resolve("recording.jfr");
    recording.dump(file);
    List<String> blocks = new ArrayList<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (EVENTS.contains(event.getEventType().getName())
          && event.getStartTime().isAfter(from)
          && moves(event.getThread())
          && event.getClass("objectClass").getName().equals(BYTES)
          && event.getLong("allocationSize") >= SHORT_BLOCK) {
        blocks.add(event.toString());
      }
    }
    return blocks;
  }

  /** Whether a thread is one that moves payload; the test's own thread is not. */
  private static boolean moves(RecordedThread thread) {
    return thread != null
        && thread.getJavaName() != null
        && (thread.getJavaName().startsWith("vert.x-eventloop")
            || thread.getJavaName().startsWith("minibit-storage"));
  }
}
