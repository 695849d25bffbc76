package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seeds that send what they were not asked for, or nothing, among honest ones. */
@ExtendWith(VertxExtension.class)
class PoisonTest {
  private static final int PIECE = 64 * 1024;
  private static final int SIZE = 4_000_000;

  /**
   * Blocks that the liar gives before it goes silent. How many it would be asked for before its
   * first piece is judged depends on how busy the machine is.
   */
  private static final int LIES = 8;

  /**
   * Pieces that it may cost: those with a lie, and one that came out bad twice, where the liar gave
   * a block of it to others and then had all of it.
   */
  private static final int MAX_WASTED = LIES + 1;

  @TempDir private Path temp;
  private Path source;
  private byte[] content;

  @BeforeEach
  void makeContent() throws Exception {
    source = SwarmContent.file(temp.resolve("seed/content.bin"), SIZE, 9);
    content = Files.readAllBytes(source);
  }

  private FakeSeed seed(int number, Torrent torrent, FakeSeed.Conduct conduct) throws Exception {
    return new FakeSeed("127.0.0." + number, torrent, content, conduct);
  }

  /** Lies, and keeps count of the pieces that it spoils. */
  private static final class CountingLiar implements FakeSeed.Conduct {
    private final CountDownLatch lied = new CountDownLatch(1);
    private final AtomicInteger lies = new AtomicInteger();
    private final Set<Integer> spoiled = ConcurrentHashMap.newKeySet();

    @Override
    public void requested(RawPeer peer, int piece, int begin, byte[] block) throws IOException {
      if (lies.getAndIncrement() >= LIES) {
        return;
      }
      spoiled.add(piece);
      FakeSeed.LIAR.requested(peer, piece, begin, block);
      lied.countDown();
    }

    /** Else all might be over before the liar is met. */
    void awaitLie() {
      try {
        lied.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Is honest once the liar has lied, and keeps the last piece back for a while. */
  private static final class HoldingBack implements FakeSeed.Conduct {
    private interface Answer {
      void give() throws IOException;
    }

    private final CountingLiar liar;
    private final int last;
    private List<Answer> held = new ArrayList<>();

    HoldingBack(CountingLiar liar, int last) {
      this.liar = liar;
      this.last = last;
    }

    @Override
    public void requested(RawPeer peer, int piece, int begin, byte[] block) throws IOException {
      liar.awaitLie();
      synchronized (this) {
        if (piece == last && held != null) {
          held.add(() -> FakeSeed.give(peer, piece, begin, block));
        } else {
          FakeSeed.give(peer, piece, begin, block);
        }
      }
    }

    synchronized void letGo() throws IOException {
      for (Answer answer : held) {
        answer.give();
      }
      held = null;
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void oneLiarAmongFourHonestCostsAFewPiecesAndNobodyElse(TorrentFormat format, Vertx vertx)
      throws Exception {
    Torrent torrent = SwarmContent.torrent(source, format, PIECE);
    int last = torrent.pieces().pieceCount() - 1;
    CountingLiar lying = new CountingLiar();
    HoldingBack holding = new HoldingBack(lying, last);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed liar = seed(9, torrent, lying);
        FakeSeed one = seed(2, torrent, holding);
        FakeSeed two = seed(3, torrent, holding);
        FakeSeed three = seed(4, torrent, holding);
        FakeSeed four = seed(5, torrent, holding)) {
      List<InetSocketAddress> honest =
          Stream.of(one, two, three, four).map(FakeSeed::address).toList();
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(liar.address()));
      for (InetSocketAddress each : honest) {
        leech.tell(got, List.of(each));
      }
      // Before the end, since who has everything leaves those who have it too.
      leech.until(
          got, now -> now.progress() >= (double) last / (last + 1) && now.peers() <= honest.size());
      TorrentRun run = leech.on(() -> got.running().orElseThrow());
      assertThat(leech.on(() -> run.connections().stream().map(PeerLink::remote).toList()))
          .containsExactlyInAnyOrderElementsOf(honest);
      holding.letGo();
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      LiveSwarm live = run.live().orElseThrow();
      assertThat(leech.on(() -> live.isBanned(liar.address()))).isTrue();
      for (InetSocketAddress each : honest) {
        assertThat(leech.on(() -> live.isBanned(each))).as(each + " is banned").isFalse();
      }
      for (FakeSeed each : List.of(liar, one, two, three, four)) {
        assertThat(each.visits()).as("it is not called again").isEqualTo(1);
      }
      long wasted = leech.snapshot(got).downloaded() - SIZE;
      assertThat(wasted)
          .as("bytes that came for nothing, and pieces that were spoiled: " + lying.spoiled)
          .isLessThanOrEqualTo((long) MAX_WASTED * PIECE)
          .isLessThanOrEqualTo((lying.spoiled.size() + 1L) * PIECE);
    }
  }

  @Test
  void ofAPieceThatCameOutBadTheHashesOfItsBlocksAreAskedFor(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V2, PIECE);
    HashOffer offer = new HashOffer(torrent, piece -> Optional.of(leaves(torrent, piece)));
    BlockingQueue<PeerMessage> answers = new LinkedBlockingQueue<>();
    CountDownLatch lied = new CountDownLatch(1);
    FakeSeed.Conduct lying =
        (peer, piece, begin, block) -> {
          FakeSeed.LIAR.requested(peer, piece, begin, block);
          lied.countDown();
        };
    int last = torrent.pieces().pieceCount() - 1;
    FakeSeed.Conduct knowing =
        new FakeSeed.Conduct() {
          private final List<Integer> held = new ArrayList<>();

          @Override
          public void requested(RawPeer peer, int piece, int begin, byte[] block)
              throws IOException {
            awaitLie();
            if (piece == last && answers.isEmpty()) {
              held.add(begin); // Else all might be over before hashes are asked for.
            } else {
              FakeSeed.give(peer, piece, begin, block);
            }
          }

          /** Else all might be over before the liar is met. */
          private void awaitLie() {
            try {
              lied.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }

          @Override
          public void hashesRequested(RawPeer peer, HashRange range) throws IOException {
            PeerMessage answer = offer.answer(range);
            answers.add(answer);
            if (answer instanceof PeerMessage.Hashes hashes) {
              peer.say(RawPeer.HASHES, FakeSeed.hashes(range, hashes.hashes().toBytes()));
            }
            for (int begin : held) {
              int from = last * PIECE + begin;
              int to = Math.min(from + PieceGeometry.BLOCK_LENGTH, SIZE);
              FakeSeed.give(peer, last, begin, Arrays.copyOfRange(content, from, to));
            }
            held.clear();
          }
        };
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed liar = seed(9, torrent, lying);
        FakeSeed honest = seed(2, torrent, knowing)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(honest.address()));
      awaitRequest(honest);
      leech.tell(got, List.of(liar.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
      assertThat(answers).isNotEmpty().allMatch(PeerMessage.Hashes.class::isInstance);
      assertThat(honest.visits()).as("its hashes were true").isEqualTo(1);
    }
  }

  private byte[] leaves(Torrent torrent, int piece) {
    int block = PieceGeometry.BLOCK_LENGTH;
    int begin = piece * PIECE;
    int end = begin + torrent.pieces().contentLength(piece);
    byte[] leaves = new byte[(end - begin + block - 1) / block * 32];
    for (int at = begin; at < end; at += block) {
      byte[] leaf = sha256(Arrays.copyOfRange(content, at, Math.min(end, at + block)));
      System.arraycopy(leaf, 0, leaves, (at - begin) / block * 32, 32);
    }
    return leaves;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoIsSilentHoldsUpNobody(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed silent = seed(8, torrent, FakeSeed.STALLER);
        FakeSeed honest = seed(2, torrent, FakeSeed.HONEST)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(silent.address()));
      awaitRequest(silent);
      leech.tell(got, List.of(honest.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  private static void awaitRequest(FakeSeed seed) {
    while (seed.requests() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void whoChokesInMidPieceHoldsUpNobody(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    FakeSeed.Conduct oneBlockThenChoke =
        (peer, piece, begin, block) -> {
          FakeSeed.give(peer, piece, begin, block);
          peer.say(RawPeer.CHOKE);
        };
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed choking = seed(8, torrent, oneBlockThenChoke);
        FakeSeed honest = seed(2, torrent, FakeSeed.HONEST)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(choking.address()));
      awaitRequest(choking);
      leech.tell(got, List.of(honest.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }

  @Test
  void whoLivesOnBlocksThatNobodyAskedForIsDropped(Vertx vertx) throws Exception {
    Torrent torrent = SwarmContent.torrent(source, TorrentFormat.V1, PIECE);
    FakeSeed.Conduct flood =
        (peer, piece, begin, block) -> {
          for (int i = 0; i < 10_000; i++) {
            FakeSeed.give(peer, 0, 0, block);
          }
        };
    try (LoopbackPeer leech = LoopbackPeer.in(vertx, temp.resolve("leech"));
        FakeSeed flooding = seed(8, torrent, flood);
        FakeSeed honest = seed(2, torrent, FakeSeed.HONEST)) {
      TorrentTransfer got = leech.begin(torrent);
      leech.await("STATE DOWNLOADING");
      leech.tell(got, List.of(flooding.address()));
      awaitRequest(flooding);
      leech.tell(got, List.of(honest.address()));
      leech.await("COMPLETED SEEDING");
      assertThat(temp.resolve("leech/content.bin")).hasSameBinaryContentAs(source);
    }
  }
}
