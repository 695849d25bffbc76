package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole peers of ours on loopback that know no more than hashes. */
@ExtendWith(VertxExtension.class)
class MagnetSwarmTest {
  private static final int PIECE = 16 * 1024;

  @TempDir Path temp;

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void fetchesByMagnetLinkWhatHasManyPieces(TorrentFormat format, Vertx vertx) throws Exception {
    // More pieces than one request for hashes may name, and more metadata than one block.
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 17_000_000, 1);
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(MagnetLink.of(torrent));
      leech.tell(got, seed);
      leech.await("KNOWN content.bin");
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      Torrent learned = leech.on(() -> got.torrent().orElseThrow());
      assertThat(learned.layers().isComplete()).isTrue();
      assertThat(learned.hashes()).isEqualTo(torrent.hashes());
    }
  }

  @Test
  void aHybridIsFoundByEitherOfItsHashes(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 300_000, 2);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer first = LoopbackPeer.in(vertx, temp.resolve("first"));
        LoopbackPeer second = LoopbackPeer.in(vertx, temp.resolve("second"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      InfoHashes v1 = InfoHashes.of(torrent.hashes().v1().orElseThrow());
      InfoHashes v2 = InfoHashes.of(torrent.hashes().v2().orElseThrow());
      first.tell(first.begin(magnet(v1)), seed);
      second.tell(second.begin(magnet(v2)), seed);
      first.await("COMPLETED SEEDING");
      second.await("COMPLETED SEEDING");
    }
  }

  @Test
  void whoCameByMagnetLinkHandsItOn(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 3_000_000, 3);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V2, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer first = LoopbackPeer.in(vertx, temp.resolve("first"));
        LoopbackPeer second = LoopbackPeer.in(vertx, temp.resolve("second"))) {
      TorrentTransfer one = first.begin(MagnetLink.of(torrent));
      TorrentTransfer two = second.begin(MagnetLink.of(torrent));
      second.tell(two, first);
      assertThat(second.snapshot(two).state()).isEqualTo(TransferState.METADATA);
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      first.tell(one, seed);
      second.await("COMPLETED SEEDING");
      assertThat(temp.resolve("second/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void peersHearOfOneAnother(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 100_000, 4);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer hub = LoopbackPeer.in(vertx, temp.resolve("hub"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer between = hub.begin(torrent);
      hub.await("STATE DOWNLOADING");
      // It takes and gives next to nothing, so that it can only help by what it tells.
      hub.on(
          () -> {
            between.limits(1, 1);
            return null;
          });
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, hub);
      hub.tell(between, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  private static MagnetLink magnet(InfoHashes hashes) throws Exception {
    return MagnetLink.parse(
        "magnet:?xt="
            + (hashes.v1().isPresent() ? "urn:btih:" : "urn:btmh:1220")
            + hashes.id().hex());
  }
}
