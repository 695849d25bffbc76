package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.TokenBucket;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole peers of ours on loopback. */
@ExtendWith(VertxExtension.class)
class TorrentSwarmTest {
  private static final int PIECE = 64 * 1024;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void fetchesFromASeed(TorrentFormat format, Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 3_000_000, 1);
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(leech.snapshot(got).verified()).isTrue();
      assertThat(leech.snapshot(got).downloaded()).isEqualTo(3_000_000);
    }
  }

  @Test
  void takesBytesFromTwoSeedsAtOnce(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("one/content.bin"), 8_000_000, 2);
    Files.createDirectories(temp.resolve("two"));
    Files.copy(source, temp.resolve("two/content.bin"));
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    try (LoopbackPeer one = LoopbackPeer.in(vertx, temp.resolve("one"));
        LoopbackPeer two = LoopbackPeer.in(vertx, temp.resolve("two"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer first = one.begin(torrent);
      TorrentTransfer second = two.begin(torrent);
      one.await("STATE SEEDING");
      two.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, one, two);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(one.snapshot(first).uploaded()).isPositive();
      assertThat(two.snapshot(second).uploaded()).isPositive();
    }
  }

  /** A seed and a leecher that is held up by its rate limit when it has some pieces, not all. */
  private TorrentTransfer fetchHalf(LoopbackPeer seed, LoopbackPeer leech, Torrent torrent)
      throws Exception {
    TorrentTransfer shared = seed.begin(torrent);
    seed.await("STATE SEEDING");
    seed.limit(shared, TokenBucket.UNLIMITED, 4_000_000);
    TorrentTransfer got = leech.begin(torrent);
    leech.await("STATE DOWNLOADING");
    leech.tell(got, seed);
    leech.until(got, now -> now.progress() > 0.5);
    seed.limit(shared, TokenBucket.UNLIMITED, 1);
    return got;
  }

  @Test
  void goesOnWhereItWasPaused(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 6_000_000, 3);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = fetchHalf(seed, leech, torrent);
      leech.await(got::pause);
      double before = leech.snapshot(got).progress();
      assertThat(leech.snapshot(got).state()).isEqualTo(TransferState.PAUSED);
      assertThat(leech.snapshot(got).peers()).isZero();
      leech.on(
          () -> {
            got.resume();
            return null;
          });
      leech.await("STATE DOWNLOADING");
      assertThat(leech.snapshot(got).progress()).isGreaterThanOrEqualTo(before);
      seed.limit(seed.only(), TokenBucket.UNLIMITED, TokenBucket.UNLIMITED);
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void aPeerThatComesBackFetchesOnlyTheRest(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 6_000_000, 4);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
        TorrentTransfer got = fetchHalf(seed, leech, torrent);
        leech.await(got::pause);
      }
      seed.limit(seed.only(), TokenBucket.UNLIMITED, TokenBucket.UNLIMITED);
      try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
        TorrentTransfer got = leech.begin(torrent);
        leech.await("STATE DOWNLOADING");
        leech.tell(got, seed);
        leech.await("COMPLETED SEEDING");
        // All lives of the transfer together; no block of a piece that was under way comes twice.
        assertThat(leech.snapshot(got).downloaded()).isEqualTo(6_000_000);
        assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      }
    }
  }

  @Test
  void findsOutWhoSendsBadBlocks(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("good/content.bin"), 4_000_000, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    Path spoilt = temp.resolve("bad/content.bin");
    Files.createDirectories(spoilt.getParent());
    Files.copy(source, spoilt);
    try (LoopbackPeer good = LoopbackPeer.in(vertx, temp.resolve("good"));
        LoopbackPeer bad = LoopbackPeer.in(vertx, temp.resolve("bad"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer honest = good.begin(torrent);
      bad.begin(torrent);
      good.await("STATE SEEDING");
      bad.await("STATE SEEDING");
      SwarmContent.spoilUnnoticed(spoilt);
      good.limit(honest, TokenBucket.UNLIMITED, 4_000_000);
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, good, bad);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(leech.snapshot(got).downloaded()).isGreaterThan(4_000_000);
    }
  }

  @Test
  void fetchesAgainWhatAVerifyFindsSpoilt(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 2_000_000, 6);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      try (FileChannel file =
          FileChannel.open(temp.resolve("leech/content.bin"), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[100]), 1_000_000);
      }
      leech.on(
          () -> {
            got.verify();
            return null;
          });
      leech.await("STATE DOWNLOADING");
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void neverOverwritesOtherContent(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 500_000, 7);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    Path other = SwarmContent.file(temp.resolve("leech/content.bin"), 500_000, 8);
    byte[] before = Files.readAllBytes(other);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = leech.begin(torrent);
      leech.until(got, now -> now.state() == TransferState.FAILED);
      assertThat(leech.snapshot(got).error()).contains("other content");
      assertThat(other).hasBinaryContent(before);
    }
  }

  @Test
  void aSeedWhoseFileIsCutShortFailsPlainlyAndSendsNothingOfIt(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 2_000_000, 9);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer shared = seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
        file.truncate(1_000_000);
      }
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, seed);
      seed.until(shared, now -> now.state() == TransferState.FAILED);
      assertThat(seed.snapshot(shared).error()).contains("content.bin");
      assertThat(leech.snapshot(got).downloaded()).isZero();
    }
  }
}
