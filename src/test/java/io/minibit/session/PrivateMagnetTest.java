package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of a magnet link's torrent, and is heard, before and after it is known for private. */
@ExtendWith(VertxExtension.class)
class PrivateMagnetTest {
  private static final int PIECE = 32 * 1024;

  @TempDir private Path temp;

  private Torrent torrent(boolean isPrivate) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 300_000, 1);
    return new TorrentBuilder(
            source,
            new BuildSettings(
                TorrentFormat.V1, OptionalInt.of(PIECE), isPrivate, Sources.NONE, Credits.NONE))
        .build(Runnable::run, 1, BuildMonitor.NONE)
        .torrent();
  }

  private LoopbackPeer seed(Vertx vertx, Torrent torrent) throws Exception {
    LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
    seed.begin(torrent);
    seed.await("STATE SEEDING");
    return seed;
  }

  private static MagnetLink magnet(Torrent torrent, String trackers) throws Exception {
    return MagnetLink.parse("magnet:?xt=urn:btih:" + torrent.hashes().id().hex() + trackers);
  }

  @Test
  void itsOwnTrackersAreTheOnlyOnesThatHearOfIt(Vertx vertx) throws Exception {
    Torrent torrent = torrent(true);
    try (LoopbackPeer seed = seed(vertx, torrent);
        ListeningTracker own = ListeningTracker.naming(seed.address());
        ListeningTracker nodes = ListeningTracker.naming(seed.address())) {
      try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"), nodes.url())) {
        leech.begin(magnet(torrent, "&tr=" + own.url()));
        leech.await("COMPLETED SEEDING");
        assertThat(own.next()).isEqualTo("started");
        assertThat(own.next()).isEqualTo("completed");
      }
      assertThat(own.next()).isEqualTo("stopped");
      assertThat(nodes.isUnknown()).isTrue();
    }
  }

  @Test
  void theNodesTrackerIsLeftAndWhoItNamedIsToo(Vertx vertx) throws Exception {
    Torrent torrent = torrent(true);
    try (LoopbackPeer seed = seed(vertx, torrent);
        ListeningTracker nodes = ListeningTracker.naming(seed.address());
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"), nodes.url())) {
      TorrentTransfer got = leech.begin(magnet(torrent, ""));
      leech.await("KNOWN content.bin");
      assertThat(nodes.next()).isEqualTo("started");
      assertThat(nodes.next()).isEqualTo("stopped");
      leech.until(got, transfer -> transfer.peers() == 0);
      assertThat(leech.snapshot(got).progress()).isLessThan(1);
      // Whom the user names is another matter, even if it is the same.
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(nodes.isUnknown()).isTrue();
    }
  }

  @Test
  void whomGossipNamesBeforeItIsKnownIsNeverCalled(Vertx vertx) throws Exception {
    Torrent torrent = torrent(true);
    byte[] content = Files.readAllBytes(temp.resolve("seed/content.bin"));
    try (LoopbackPeer seed = seed(vertx, torrent);
        FakeSeed other = new FakeSeed("127.0.0.3", torrent, content, FakeSeed.HONEST);
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = leech.begin(magnet(torrent, ""));
      byte[] gossip = ToldAddressesTest.compact(other.address(), other.address().getPort());
      assertThat(ToldAddressesTest.name(leech, torrent, gossip)).isTrue();
      leech.tell(got, seed);
      leech.await("COMPLETED SEEDING");
      assertThat(other.visits()).isZero();
    }
  }

  @Test
  void theNodesTrackersJoinWhenItIsKnownNotToBePrivate(Vertx vertx) throws Exception {
    Torrent torrent = torrent(false);
    try (LoopbackPeer seed = seed(vertx, torrent);
        ListeningTracker own = ListeningTracker.lost();
        ListeningTracker nodes = ListeningTracker.naming(seed.address());
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"), nodes.url())) {
      TorrentTransfer got = leech.begin(magnet(torrent, "&tr=" + own.url()));
      assertThat(own.next()).isEqualTo("started");
      leech.until(got, transfer -> transfer.warning() != null);
      assertThat(nodes.isUnknown()).isTrue();
      leech.tell(got, seed);
      leech.await("KNOWN content.bin");
      assertThat(nodes.next()).isEqualTo("started");
      leech.await("COMPLETED SEEDING");
    }
  }
}
