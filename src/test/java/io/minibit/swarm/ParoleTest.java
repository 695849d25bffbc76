package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * A piece came out bad and several may be guilty: it is fetched all the same, and one found out.
 */
class ParoleTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final long SECOND = 1_000_000_000L;

  /** One piece, so that there is nothing else with which to show who is honest. */
  private static final PieceGeometry GEOMETRY =
      PieceGeometry.contiguous(List.of(TorrentFile.regular("f", 4L * BLOCK)), 4 * BLOCK);

  private final Recorder did = new Recorder();
  private final Swarm swarm =
      new Swarm(
          GEOMETRY,
          new byte[20],
          new byte[1],
          SwarmSettings.defaults(),
          SwarmLimits.none(),
          new SplittableRandom(1),
          did,
          0);
  private int addresses;

  private int join(boolean fast) {
    try {
      byte[] ip = {10, 0, 0, (byte) ++addresses};
      return swarm.join(
          new PeerHello(new InetSocketAddress(InetAddress.getByAddress(ip), 6881), fast), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A torrent of one piece of four blocks, of which two send a part and which fails. */
  private void onePieceThatFailed(int liar, int honest) {
    for (int block = 0; block < 4; block++) {
      int sender = block == 0 ? liar : honest;
      assertThat(swarm.block(sender, 0, block * BLOCK, BLOCK, SECOND)).isTrue();
      swarm.blockStored(0, block * BLOCK, BLOCK, SECOND);
    }
    assertThat(did.drain()).contains("verify 0");
    swarm.pieceFailed(0, new long[] {66, 1, 2, 3}, SECOND);
  }

  /** A seed of the one piece, asked for so many of its blocks. */
  private int seedOfOne(boolean fast, int asked) {
    int peer = join(fast);
    swarm.extended(peer, asked, false, false, 0);
    swarm.bitfield(peer, new byte[] {(byte) 0x80}, 0);
    swarm.unchoked(peer, 0);
    swarm.extended(peer, 100, false, false, 0);
    return peer;
  }

  /** What was begun on parole and left is finished by another, though that is on parole as well. */
  private void theHonestGoesOnAfter(boolean fast, IntConsumer end) {
    int liar = seedOfOne(fast, 1);
    int honest = seedOfOne(true, 100);
    onePieceThatFailed(liar, honest);
    assertThat(did.drain()).contains("request " + liar + " 0 0 16384");
    assertThat(swarm.block(liar, 0, 0, BLOCK, 2 * SECOND)).isTrue();
    swarm.blockStored(0, 0, BLOCK, 2 * SECOND);
    did.drain();

    end.accept(liar);

    assertThat(did.drain())
        .filteredOn(line -> line.startsWith("request " + honest))
        .containsExactlyInAnyOrder(
            "request " + honest + " 0 16384 16384",
            "request " + honest + " 0 32768 16384",
            "request " + honest + " 0 49152 16384");
    for (int block = 1; block < 4; block++) {
      assertThat(swarm.block(honest, 0, block * BLOCK, BLOCK, 80 * SECOND)).isTrue();
      swarm.blockStored(0, block * BLOCK, BLOCK, 80 * SECOND);
    }
    assertThat(did.drain()).contains("verify 0");
    swarm.unchoked(liar, 80 * SECOND);

    swarm.pieceFailed(0, new long[] {66, 1, 2, 3}, 80 * SECOND);

    assertThat(did.drain())
        .as("who finished it gets it for itself")
        .contains("request " + honest + " 0 0 16384")
        .noneMatch(line -> line.startsWith("request " + liar));
    for (int block = 0; block < 4; block++) {
      assertThat(swarm.block(honest, 0, block * BLOCK, BLOCK, 81 * SECOND)).isTrue();
      swarm.blockStored(0, block * BLOCK, BLOCK, 81 * SECOND);
    }
    assertThat(swarm.wantsDigests(0)).isTrue();
    swarm.pieceVerified(0, new long[] {0, 1, 2, 3}, 81 * SECOND);
    assertThat(swarm.isSeed()).isTrue();
    addresses -= 2;
    assertThat(join(true)).as("the liar is found out").isEqualTo(Swarm.REFUSED);
  }

  @Test
  void onParoleAPieceIsTakenOverFromOneThatChokes() {
    theHonestGoesOnAfter(false, liar -> swarm.choked(liar, 3 * SECOND));
  }

  @Test
  void onParoleAPieceIsTakenOverFromOneThatHangsUp() {
    theHonestGoesOnAfter(true, liar -> swarm.left(liar, 3 * SECOND));
  }

  @Test
  void onParoleAPieceIsTakenOverFromOneThatStalls() {
    theHonestGoesOnAfter(
        true,
        liar -> {
          for (long at = 3 * SECOND; at < 70 * SECOND; at += SECOND / 10) {
            swarm.tick(at);
          }
        });
  }

  @Test
  void onParoleAPieceIsTakenOverFromOneThatRefuses() {
    theHonestGoesOnAfter(
        true,
        liar -> {
          for (int block = 1; block < 4; block++) {
            swarm.rejected(liar, 0, block * BLOCK, BLOCK, 3 * SECOND);
          }
        });
  }

  @Test
  void onParoleAPieceIsTakenOverFromOneThatHasItNoMore() {
    theHonestGoesOnAfter(
        true,
        liar -> {
          swarm.dontHave(liar, 0, 3 * SECOND);
          for (int block = 1; block < 4; block++) {
            swarm.rejected(liar, 0, block * BLOCK, BLOCK, 3 * SECOND);
          }
        });
  }
}
