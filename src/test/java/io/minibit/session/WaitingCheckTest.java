package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Contents that wait to be checked, as several large ones do after a start. */
@ExtendWith(VertxExtension.class)
class WaitingCheckTest {
  private static final int PIECE = 64 * 1024;

  private final CountDownLatch checks = new CountDownLatch(1);
  @TempDir private Path temp;

  private Torrent torrent(String where, String name, long seed) throws Exception {
    Path source = SwarmContent.file(temp.resolve(where).resolve(name), 5 * PIECE, seed);
    return SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
  }

  @Test
  void keepNoOtherTorrentWaiting(Vertx vertx) throws Exception {
    Torrent waits = torrent("node", "waits.bin", 1);
    Torrent wanted = torrent("seed", "wanted.bin", 2);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer node = LoopbackPeer.in(vertx, temp.resolve("node"))) {
      seed.begin(wanted);
      seed.await("STATE SEEDING");
      node.holdChecks(checks);
      TorrentTransfer waiting = node.begin(waits);
      TorrentTransfer got = node.begin(wanted);
      node.tell(got, seed);
      node.await("COMPLETED SEEDING");
      assertThat(node.snapshot(waiting).state()).isEqualTo(TransferState.CHECKING);
      checks.countDown();
      node.await("STATE SEEDING");
    } finally {
      checks.countDown();
    }
  }

  @Test
  void canBeCalledOff(Vertx vertx) throws Exception {
    Torrent waits = torrent("node", "waits.bin", 1);
    try (LoopbackPeer node = LoopbackPeer.in(vertx, temp.resolve("node"))) {
      node.holdChecks(checks);
      TorrentTransfer waiting = node.begin(waits);
      node.until(waiting, now -> now.state() == TransferState.CHECKING);
      node.await(waiting::close);
      checks.countDown();
    } finally {
      checks.countDown();
    }
  }
}
