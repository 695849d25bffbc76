package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
