package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.interop.OnePeerTracker;
import io.minibit.interop.Program;
import io.minibit.interop.RunningProgram;
import io.minibit.interop.TrackedTorrent;
import io.minibit.metainfo.InfoHash;
import io.minibit.metainfo.InfoHashes;
import io.minibit.metainfo.MagnetLink;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentParser;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Magnet links between a whole peer of ours and a real aria2, of v1 torrents: aria2 takes the info
 * hash of every torrent with a v2 half for another one.
 */
@ExtendWith(VertxExtension.class)
class MagnetOfOthersTest {
  private static final String NOBODY = "http://127.0.0.1:1/announce";

  @TempDir Path temp;

  @BeforeEach
  void need() {
    Program.need("aria2c");
  }

  @Test
  void weFetchFromAria(Vertx vertx) throws Exception {
    TrackedTorrent made = TrackedTorrent.make(temp, NOBODY);
    int port = TrackedTorrent.freePort();
    try (RunningProgram aria =
            made.aria("seed", "-V", "--seed-ratio=0.0", "--seed-time=60", "--listen-port=" + port);
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("ours"))) {
      TorrentTransfer got = leech.begin(MagnetLink.parse(made.magnet()));
      // It may not listen yet, and then is called again.
      leech.tell(got, List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      try {
        leech.await("COMPLETED SEEDING");
      } catch (AssertionError e) {
        throw new AssertionError(aria.said(), e);
      }
      made.requireCopy("ours");
      InfoHashes hashes = leech.on(got::hashes);
      assertThat(hashes.v1()).contains(InfoHash.parse(made.infoHash()));
    }
  }

  @Test
  void ariaFetchesFromUs(Vertx vertx) throws Exception {
    TrackedTorrent made = TrackedTorrent.make(temp, NOBODY);
    Torrent torrent = TorrentParser.parse(Files.readAllBytes(made.file()));
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        OnePeerTracker tracker = OnePeerTracker.of(seed.address().getPort())) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      String magnet = made.magnet() + "&tr=" + tracker.url();
      try (RunningProgram aria = made.ariaFor(magnet, "leech", "--seed-time=0")) {
        assertThat(aria.awaitEnd()).as(aria.said()).isZero();
      }
      made.requireCopy("leech");
    }
  }
}
