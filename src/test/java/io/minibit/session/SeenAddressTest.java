package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.KnownPeers;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The address by which a tracker sees us is that of the priorities of connections. */
@ExtendWith(VertxExtension.class)
class SeenAddressTest {
  private static final byte[] OUTSIDE = {(byte) 203, 0, 113, 7};

  @TempDir private Path temp;

  @Test
  void aTrackersWordCounts(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 100_000, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, 16 * 1024);
    try (ListeningTracker tracker = ListeningTracker.seeing(OUTSIDE);
        LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"), tracker.url())) {
      TorrentTransfer transfer = seed.begin(torrent);
      seed.await("STATE SEEDING");
      assertThat(tracker.next()).isEqualTo("started");
      try (RawPeer peer = RawPeer.meet(seed.address(), torrent.hashes().id(), "-SE0001-seen")) {
        seed.until(transfer, now -> now.peers() == 1);
        InetSocketAddress remote =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), peer.socket().getLocalPort());
        InetSocketAddress us =
            new InetSocketAddress(InetAddress.getByAddress(OUTSIDE), seed.address().getPort());
        int expected = new KnownPeers(us, new SplittableRandom(1)).priority(remote);
        while (seed.on(() -> priority(transfer)) != expected) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static int priority(TorrentTransfer transfer) {
    return transfer.running().orElseThrow().connections().get(0).priority();
  }
}
