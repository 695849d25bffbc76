package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Long blocks, which a seed sends from their file, over real sockets. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FileBlocksTest {
  private static final int PIECE = 1 << 20;
  private static final int LONG = BlockReader.MIN_REGION;

  @TempDir private Path temp;

  @Test
  void comeAmongShortOnes(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 2 * PIECE + 3 * LONG + 9, 7);
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(source));
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    int[][] asked = {
      {0, 0, LONG},
      {0, LONG, 16 * 1024},
      {1, 5, LONG + 1},
      {1, PIECE / 2, PIECE / 2},
      {2, 16 * 1024, 16 * 1024},
      {2, 2 * LONG, LONG},
      {2, 3 * LONG, 9},
    };
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer peer = RawPeer.meet(seed.address(), torrent.hashes().id(), "-LO0001-longer")) {
        peer.extend(0, "d1:mde8:mb_blocki" + PIECE / 2 + "ee");
        peer.say(RawPeer.INTERESTED);
        peer.await(RawPeer.UNCHOKE);
        for (int[] block : asked) {
          peer.say(RawPeer.REQUEST, RawPeer.ints(block));
        }
        List<List<Integer>> answered = new ArrayList<>();
        for (int i = 0; i < asked.length; i++) {
          ByteBuffer came = peer.await(RawPeer.PIECE).body();
          int piece = came.getInt();
          int begin = came.getInt();
          answered.add(List.of(piece, begin, came.remaining()));
          assertThat(came).isEqualTo(content.slice(piece * PIECE + begin, came.remaining()));
        }
        assertThat(answered)
            .containsExactlyInAnyOrderElementsOf(
                Stream.of(asked).map(block -> Arrays.stream(block).boxed().toList()).toList());
        while (seed.uploading() > 0) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @Test
  void whoseFileIsCutShortWhileTheyLeaveFailTheTransfer(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 4 * PIECE, 7);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"))) {
      TorrentTransfer shared = seed.begin(torrent);
      seed.await("STATE SEEDING");
      try (RawPeer peer = RawPeer.meet(seed.address(), torrent.hashes().id(), "-CU0001-cut")) {
        peer.extend(0, "d1:mde8:mb_blocki" + PIECE / 2 + "ee");
        peer.say(RawPeer.INTERESTED);
        peer.await(RawPeer.UNCHOKE);
        // More than the sockets on both sides hold.
        for (int i = 0; i < 100; i++) {
          peer.say(RawPeer.REQUEST, RawPeer.ints(i % 4, 0, PIECE / 2));
        }
        while (seed.uploading() == 0) {
          Thread.onSpinWait();
        }
        seed.awaitStandstill();
        assertThat(seed.uploading()).isPositive();
        try (FileChannel file = FileChannel.open(source, StandardOpenOption.WRITE)) {
          file.truncate(100);
        }
        peer.awaitClose();
        seed.until(shared, now -> now.state() == TransferState.FAILED);
        assertThat(seed.snapshot(shared).error()).contains("content.bin");
      }
    }
  }

  @Test
  void comeInCipherWhereThatIsSpoken(Vertx vertx) throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 12 * PIECE, 8);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.encrypted(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.encrypted(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(seed.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }
}
