package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks of pieces that are not complete outlive a pause and a restart, whoever sent them. */
@ExtendWith(VertxExtension.class)
class RestoredBlocksTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int PIECE = 8 * BLOCK;
  private static final int BLOCKS = 24;

  @TempDir private Path temp;
  private Path source;
  private byte[] content;

  @BeforeEach
  void makeContent() throws Exception {
    source = SwarmContent.file(temp.resolve("seed/content.bin"), BLOCKS * BLOCK, 11);
    content = Files.readAllBytes(source);
  }

  /** Answers so many requests, and then no more. */
  private static FakeSeed.Conduct first(int count, FakeSeed.Conduct conduct) {
    AtomicInteger left = new AtomicInteger(count);
    return (peer, piece, begin, block) -> {
      if (left.getAndDecrement() > 0) {
        conduct.requested(peer, piece, begin, block);
      }
    };
  }

  private TorrentTransfer begin(LoopbackPeer leech, Torrent torrent, FakeSeed seed)
      throws Exception {
    TorrentTransfer got = leech.begin(torrent);
    leech.await("STATE DOWNLOADING");
    leech.tell(got, List.of(seed.address()));
    return got;
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void aBadBlockFromBeforeAPauseIsLaidToNobodyWhoCameLater(TorrentFormat format, Vertx vertx)
      throws Exception {
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed liar = new FakeSeed("127.0.0.9", torrent, content, first(1, FakeSeed.LIAR));
        FakeSeed honest = new FakeSeed("127.0.0.2", torrent, content, FakeSeed.HONEST)) {
      TorrentTransfer got = begin(leech, torrent, liar);
      leech.until(got, now -> now.downloaded() == BLOCK);
      leech.await(got::pause);
      leech.on(
          () -> {
            got.resume();
            return null;
          });
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(honest.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(honest.visits()).isEqualTo(1);
      assertThat(honest.requests())
          .as("all, and once more what was sent of the piece with the bad block")
          .isEqualTo(BLOCKS + PIECE / BLOCK - 1);
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void whatIsStoredOfAPieceIsNotFetchedAgainAfterARestart(TorrentFormat format, Vertx vertx)
      throws Exception {
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    int before = PIECE / BLOCK + 3;
    try (FakeSeed stops =
            new FakeSeed("127.0.0.3", torrent, content, first(before, FakeSeed.HONEST));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      TorrentTransfer got = begin(leech, torrent, stops);
      leech.until(got, now -> now.downloaded() == (long) before * BLOCK);
    }
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed rest = new FakeSeed("127.0.0.2", torrent, content, FakeSeed.HONEST)) {
      TorrentTransfer got = begin(leech, torrent, rest);
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(rest.requests()).isEqualTo(BLOCKS - before);
      assertThat(leech.snapshot(got).downloaded()).isEqualTo((long) BLOCKS * BLOCK);
    }
  }
}
