package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.swarm.ChokerProfile;
import io.minibit.swarm.SwarmSettings;
import io.minibit.transport.PeerDialer;
import io.minibit.wire.EncryptionPolicy;
import io.minibit.wire.Handshake;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  private static final int SILENT_IN_CIPHER = 64;

  /** So many hang up right behind their requests. */
  private static final int HASTY = 50;

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
      useUp(seed, torrent, silent);
      try (RawPeer honest = unchoked(seed, torrent, "-HO0001-honest")) {
        readOn(honest);
      }
      // Nobody had to go for that.
      assertThat(seed.uploading()).isGreaterThanOrEqualTo(ByteBudget.UPLOAD);
      assertThat(seed.uploading()).isLessThanOrEqualTo(most(silent.size()));
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
          .as("memory, in chunks of the pool")
          .isLessThan(2 * most(silent.size()));
    } finally {
      silent.forEach(RawPeer::close);
    }
  }

  @Test
  void longOnesInCipherHoldNoMoreEither(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 4 * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    SwarmSettings all =
        new SwarmSettings(2 * MOST_PEERS, 1, ChokerProfile.FLEET, false, false, 2 * ASKED);
    Deque<RawPeer> silent = new ArrayDeque<>();
    CountDownLatch asked = new CountDownLatch(SILENT_IN_CIPHER);
    List<PeerDialer> dialers = new ArrayList<>();
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent, all);
      seed.await("STATE SEEDING");
      useUp(seed, torrent, silent);
      for (int i = 0; i < SILENT_IN_CIPHER; i++) {
        Handshake handshake = SilentPeer.handshake(torrent, i);
        SilentPeer peer = new SilentPeer(torrent, ASKED * BLOCK, asked::countDown);
        dialers.add(
            seed.on(
                () -> {
                  // Each its own, since one dials but a few in a second.
                  var dialer = new PeerDialer(vertx, "127.0.0.1", EncryptionPolicy.REQUIRED);
                  dialer.dial(seed.address(), handshake, peer);
                  return dialer;
                }));
      }
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      seed.awaitStandstill();
      assertThat(seed.uploading()).isLessThanOrEqualTo(most(silent.size() + SILENT_IN_CIPHER));
      try (RawPeer honest = unchoked(seed, torrent, "-HO0001-honest")) {
        honest.extend(0, "d1:mde8:mb_blocki" + RequestLengths.MOST + "ee");
        readOn(honest);
        for (int piece = 0; piece < 4; piece++) {
          honest.say(RawPeer.REQUEST, RawPeer.ints(piece, 0, RequestLengths.MOST));
        }
        for (int piece = 0; piece < 4; piece++) {
          assertThat(honest.await(RawPeer.PIECE).body().remaining())
              .isEqualTo(8 + RequestLengths.MOST);
        }
      }
      assertThat(seed.uploading()).isGreaterThanOrEqualTo(ByteBudget.UPLOAD);
      for (PeerDialer dialer : dialers) {
        seed.await(dialer::close);
      }
    } finally {
      silent.forEach(RawPeer::close);
    }
  }

  @Test
  void whoAsksAndHangsUpHoldsNothing(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 4 * PIECE, 5);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      for (int i = 0; i < HASTY; i++) {
        RawPeer peer = unchoked(seed, torrent, "-HU0001-" + i);
        // On the seed's own event loop, which therefore finds the requests and the end together.
        seed.on(
            () -> {
              ask(peer, ASKED / HASTY);
              peer.close();
              return null;
            });
      }
      seed.awaitStandstill();
      assertThat(seed.uploading()).isZero();
    }
  }

  /** Has so many peers ask and not read that there is no memory left. */
  private static void useUp(LoopbackPeer seed, Torrent torrent, Deque<RawPeer> silent)
      throws Exception {
    while (seed.uploading() < ByteBudget.UPLOAD) {
      assertThat(silent).hasSizeLessThan(MOST_PEERS);
      RawPeer peer = unchoked(seed, torrent, "-NR0001-" + silent.size());
      silent.add(peer);
      ask(peer, ASKED);
      for (int i = 0; i < READ; i++) {
        peer.await(RawPeer.PIECE);
        ask(peer, 1);
      }
      seed.awaitStandstill();
    }
  }

  /** What those who do not read may hold together. */
  private static long most(int peers) {
    return ByteBudget.UPLOAD + BlockReader.MAX_READ + (long) peers * BlockReader.SERVED_ANYWAY;
  }

  /** Asks for one after the other, and for many at once. */
  private static void readOn(RawPeer honest) throws IOException {
    for (int i = 0; i < 100; i++) {
      int count = 1 + i % 12;
      ask(honest, count);
      for (int block = 0; block < count; block++) {
        assertThat(honest.await(RawPeer.PIECE).body().remaining()).isEqualTo(8 + BLOCK);
      }
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
}
