package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.MagnetLink;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Trackers wait a moment for the peers that a magnet link names, and no longer. */
@ExtendWith(VertxExtension.class)
class HeadStartTest {
  @TempDir private Path temp;

  /** A link to some torrent and a peer that is gone. */
  private static MagnetLink magnet(String hash, ListeningTracker tracker) throws Exception {
    int gone;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      gone = socket.getLocalPort();
    }
    return MagnetLink.parse(
        "magnet:?xt=urn:btih:"
            + hash.repeat(40)
            + "&x.pe=127.0.0.1:"
            + gone
            + "&tr="
            + tracker.url());
  }

  @Test
  void areAskedWhereThosePeersAreGone(Vertx vertx) throws Exception {
    try (ListeningTracker tracker = ListeningTracker.lost();
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp)) {
      leech.begin(magnet("a", tracker));
      assertThat(tracker.next()).isEqualTo("started");
    }
  }

  @Test
  void hearNothingOfOneThatIsPausedBefore(Vertx vertx) throws Exception {
    try (ListeningTracker tracker = ListeningTracker.seeing(new byte[] {127, 0, 0, 1});
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp)) {
      TorrentTransfer paused = leech.begin(magnet("a", tracker));
      assertThat(tracker.next()).isEqualTo("started");
      leech.await(paused::pause);
      assertThat(tracker.next()).isEqualTo("stopped");
      leech.on(
          () -> {
            paused.resume();
            paused.pause();
            return null;
          });
      // This one's moment is over later.
      TorrentTransfer other = leech.begin(magnet("b", tracker));
      assertThat(tracker.next()).isEqualTo("started");
      leech.await(other::pause);
      assertThat(tracker.next()).isEqualTo("stopped");
      assertThat(tracker.isUnknown()).isTrue();
    }
  }
}
