package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.api.TransferState;
import io.minibit.metainfo.CrossedHalves;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Hybrids of which no more is known at first than what the info dictionary tells. */
@ExtendWith(VertxExtension.class)
class LateLayersTest {
  private static final int PIECE = 32 * 1024;
  private static final int SIZE = 20 * PIECE - 5;

  @TempDir private Path temp;
  private Path source;
  private byte[] content;

  @BeforeEach
  void makeContent() throws Exception {
    source = SwarmContent.file(temp.resolve("seed/content.bin"), SIZE, 21);
    content = Files.readAllBytes(source);
  }

  private static Torrent withoutLayers(Torrent torrent) {
    return torrent.withLayers(PieceLayers.of(torrent.info()));
  }

  /** Tells hashes when it is let, and gives all but the last piece before. */
  private static final class LateHashes implements FakeSeed.Conduct {
    private final HashOffer offer;
    private final int last;
    private final CountDownLatch mayTell = new CountDownLatch(1);

    LateHashes(Torrent torrent) {
      offer = new HashOffer(torrent, piece -> Optional.empty());
      last = torrent.pieces().pieceCount() - 1;
    }

    @Override
    public void requested(RawPeer peer, int piece, int begin, byte[] block) throws IOException {
      answer(piece == last, () -> FakeSeed.give(peer, piece, begin, block));
    }

    @Override
    public void hashesRequested(RawPeer peer, HashRange range) throws IOException {
      answer(true, () -> tell(peer, range));
    }

    private void tell(RawPeer peer, HashRange range) throws IOException {
      if (offer.answer(range) instanceof PeerMessage.Hashes hashes) {
        peer.say(RawPeer.HASHES, FakeSeed.hashes(range, hashes.hashes().toBytes()));
      } else {
        FakeSeed.HONEST.hashesRequested(peer, range);
      }
    }

    private interface Answer {
      void give() throws IOException;
    }

    /** On a thread of its own where that waits, since others are answered meanwhile. */
    private void answer(boolean late, Answer answer) throws IOException {
      if (!late) {
        answer.give();
        return;
      }
      Thread thread =
          new Thread(
              () -> {
                try {
                  mayTell.await();
                  answer.give();
                } catch (IOException | InterruptedException hungUp) {
                  // Nobody waits for it any more.
                }
              },
              "late-answer");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Waits until v1 alone has passed all that is given. */
  private static TorrentTransfer fetchByV1(LoopbackPeer leech, Torrent torrent, FakeSeed seed)
      throws Exception {
    TorrentTransfer got = leech.begin(withoutLayers(torrent));
    leech.tell(got, List.of(seed.address()));
    leech.await("STATE DOWNLOADING");
    int count = torrent.pieces().pieceCount();
    leech.until(got, now -> now.progress() >= (count - 1.0) / count);
    assertThat(leech.on(() -> got.torrent().orElseThrow()).layers().isComplete()).isFalse();
    return got;
  }

  @Test
  void aTorrentFileWithoutThemLearnsThemFromPeers(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    try (LoopbackPeer seed = LoopbackPeer.in(vertx, temp.resolve("seed"));
        LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"))) {
      seed.begin(torrent);
      seed.await("STATE SEEDING");
      TorrentTransfer got = leech.begin(withoutLayers(torrent));
      leech.tell(got, seed);
      leech.await("KNOWN content.bin");
      leech.until(got, now -> now.state() == TransferState.SEEDING);
      assertThat(leech.on(() -> got.torrent().orElseThrow()).layers().isComplete()).isTrue();
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void whatComesAfterV1AloneHasBegunIsLearnedAndHandedOn(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.HYBRID, PIECE);
    LateHashes late = new LateHashes(torrent);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        LoopbackPeer next = LoopbackPeer.in(vertx, temp.resolve("next"));
        FakeSeed seed = new FakeSeed("127.0.0.2", torrent, content, late)) {
      TorrentTransfer got = fetchByV1(leech, torrent, seed);
      late.mayTell.countDown();
      leech.await("KNOWN content.bin");
      leech.until(got, now -> now.state() == TransferState.SEEDING);
      assertThat(leech.on(() -> got.torrent().orElseThrow()).layers().isComplete()).isTrue();
      assertThat(seed.visits()).isEqualTo(1);
      TorrentTransfer more = next.begin(withoutLayers(torrent));
      next.tell(more, leech);
      next.await("KNOWN content.bin");
      next.until(more, now -> now.state() == TransferState.SEEDING);
    }
  }

  @Test
  void halvesThatTurnOutToDifferEndTheTransferPlainly(Vertx vertx) throws Exception {
    byte[] other = content.clone();
    other[3 * PIECE]++;
    Files.createDirectories(temp.resolve("other"));
    Path otherSource = Files.write(temp.resolve("other/content.bin"), other);
    Torrent torrent = CrossedHalves.of(source, otherSource, PIECE);
    LateHashes late = new LateHashes(torrent);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed seed = new FakeSeed("127.0.0.2", torrent, content, late)) {
      TorrentTransfer got = fetchByV1(leech, torrent, seed);
      late.mayTell.countDown();
      leech.until(got, now -> now.state() == TransferState.FAILED);
      assertThat(leech.snapshot(got).error())
          .isEqualTo("piece 3: the v1 and v2 halves of the torrent describe different content");
    }
  }
}
