package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a peer says that it serves, over real sockets, decides what it is asked for. */
@ExtendWith(VertxExtension.class)
class AgreedRequestsTest {
  private static final int BLOCK = 16 * 1024;

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "d1:mdee, 16384, 16384",
    "d1:mde8:mb_blocki65536ee, 32768, 65536",
    "d1:mde8:mb_blocki1048576ee, 32768, 524288",
  })
  void aSeedIsAskedForNoMoreThanBothServe(String introduction, int atLeast, int atMost, Vertx vertx)
      throws Exception {
    Path source = SwarmContent.file(temp.resolve("seed/content.bin"), 6_000_000, 3);
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, 64 * BLOCK);
    AtomicInteger longest = new AtomicInteger();
    FakeSeed.Conduct noting =
        (peer, piece, begin, content) -> {
          longest.accumulateAndGet(content.length, Math::max);
          FakeSeed.give(peer, piece, begin, content);
        };
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed seed =
            new FakeSeed("127.0.0.2", torrent, Files.readAllBytes(source), noting, introduction)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(seed.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(longest.get()).isBetween(atLeast, atMost);
    }
  }
}
