package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.ChokerProfile;
import io.minibit.swarm.SwarmSettings;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Peers that ask for all that may be asked for, and read none of it, over real sockets. */
@ExtendWith(VertxExtension.class)
class UnreadBlocksTest {
  private static final int PIECE = 1 << 20;
  private static final int BLOCK = 16 * 1024;

  /** More than the largest window, and less than the request queue. */
  private static final int ASKED = 1_000;

  /** Each is read at full speed first, so that it is given as much as a fast peer. */
  private static final int READ = 1_500;

  /** Enough to use up all memory for uploads even if each earns the smallest window only. */
  private static final int MOST_PEERS = 500;

  @TempDir private Path temp;

  @Test
  void holdNoMoreThanIsMeantForAllAndKeepNobodyWaiting(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 4 * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    SwarmSettings all =
        new SwarmSettings(MOST_PEERS + 1, 1, ChokerProfile.FLEET, false, false, 2 * ASKED);
    long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    Deque<RawPeer> silent = new ArrayDeque<>();
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent, all);
      seed.await("STATE SEEDING");
      while (seed.uploading() < ByteBudget.UPLOAD) {
        assertThat(silent).hasSizeLessThan(MOST_PEERS);
        RawPeer peer = unchoked(seed, torrent, "-NR0001-" + silent.size());
        silent.add(peer);
        ask(peer, ASKED);
        for (int i = 0; i < READ; i++) {
          peer.await(RawPeer.PIECE);
          ask(peer, 1);
        }
        awaitStandstill(seed);
      }
      try (RawPeer honest = unchoked(seed, torrent, "-HO0001-honest")) {
        for (int i = 0; i < 100; i++) {
          ask(honest, 1);
          assertThat(honest.await(RawPeer.PIECE).body().remaining()).isEqualTo(8 + BLOCK);
        }
      }
      // Nobody had to go for that.
      assertThat(seed.uploading()).isGreaterThanOrEqualTo(ByteBudget.UPLOAD);
      long most = ByteBudget.UPLOAD + (long) silent.size() * BlockReader.MAX_READ;
      assertThat(seed.uploading()).isLessThanOrEqualTo(most);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .as("memory, in chunks of the pool")
          .isLessThan(2 * most);
    } finally {
      silent.forEach(RawPeer::close);
    }
  }

  private static RawPeer unchoked(LoopbackPeer seed, Torrent torrent, String id)
      throws IOException {
    RawPeer peer = RawPeer.meet(seed.address(), torrent.hashes().id(), id);
    peer.say(RawPeer.HAVE_NONE);
    peer.say(RawPeer.INTERESTED);
    peer.await(RawPeer.UNCHOKE);
    return peer;
  }

  private static void ask(RawPeer peer, int count) throws IOException {
    ByteArrayOutputStream requests = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      int begin = i % (PIECE / BLOCK) * BLOCK;
      requests.writeBytes(RawPeer.frame(RawPeer.REQUEST, RawPeer.ints(i % 4, begin, BLOCK)));
    }
    peer.send(requests.toByteArray());
  }

  /** Until the socket takes no more: twice the same after a round through the event loop. */
  private static void awaitStandstill(LoopbackPeer seed) throws Exception {
    long last = -1;
    int same = 0;
    while (same < 50) {
      long now = seed.on(seed::uploading);
      same = now == last ? same + 1 : 0;
      last = now;
    }
  }
}
