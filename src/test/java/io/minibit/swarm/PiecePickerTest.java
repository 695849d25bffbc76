package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PiecePickerTest {
  private static final int PIECES = 100;
  private static final int BLOCKS = 4;
  private static final long SECOND = 1_000_000_000L;
  private static final PieceGeometry GEOMETRY =
      PieceGeometry.contiguous(
          List.of(TorrentFile.regular("f", (long) PIECES * BLOCKS * PieceGeometry.BLOCK_LENGTH)),
          BLOCKS * PieceGeometry.BLOCK_LENGTH);

  private final Bitfield have = new Bitfield(PIECES);

  private PiecePicker picker(boolean sequential) {
    return new PiecePicker(GEOMETRY, have, sequential, new SplittableRandom(7));
  }

  private static SwarmPeer seed(int handle) {
    PeerHello hello = new PeerHello(new InetSocketAddress(6881), true);
    SwarmPeer peer = new SwarmPeer(handle, hello, PIECES, 100, 0);
    peer.pieces.setAll();
    peer.wantedPieces = PIECES;
    peer.chokesUs = false;
    return peer;
  }

  private static List<Integer> pieces(PiecePicker picker, SwarmPeer peer, int blocks) {
    List<Integer> pieces = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      long run = picker.pick(peer, 0);
      peer.pipeline.sent(run, 0);
      pieces.add(BlockRun.piece(run));
    }
    return pieces;
  }

  /** A peer that is known to be fast, so that it gets pieces for itself. */
  private static SwarmPeer fast(int handle) {
    SwarmPeer peer = seed(handle);
    peer.pipeline.meter().add(10_000_000);
    peer.pipeline.meter().update(SECOND);
    return peer;
  }

  @Test
  void aPieceIsFinishedBeforeTheNextIsBegun() {
    PiecePicker picker = picker(false);
    List<Integer> picked = pieces(picker, seed(0), 3 * BLOCKS);
    for (int i = 0; i < picked.size(); i += BLOCKS) {
      assertThat(new HashSet<>(picked.subList(i, i + BLOCKS))).hasSize(1);
    }
    assertThat(new HashSet<>(picked)).hasSize(3);
  }

  @Test
  void onParoleAPeerComesBackToItsPieceWhenABlockOfItIsFreeAgain() {
    PiecePicker picker = picker(false);
    SwarmPeer peer = fast(0);
    peer.onParole = true;
    List<Integer> picked = pieces(picker, peer, BLOCKS);
    // All of its piece is under way, so it turns to another.
    picker.pick(peer, 0);
    long freed = BlockRun.of(picked.get(0), 1, 1);
    ActivePiece piece = picker.active(picked.get(0));
    piece.worker = peer;
    piece.release(1, peer);
    peer.pipeline.answered(freed);
    peer.current = null;

    assertThat(picker.pick(peer, 0)).isEqualTo(freed);
  }

  @Test
  void theFirstPiecesAreRandomAndThenTheRarestComeFirst() {
    for (int piece = 0; piece < 10; piece++) {
      have.set(piece);
    }
    PiecePicker picker = picker(false);
    for (int piece = 0; piece < PIECES; piece++) {
      if (piece != 42 && piece != 77) {
        picker.gained(piece);
      }
    }
    assertThat(pieces(picker, seed(0), 2 * BLOCKS)).containsOnly(42, 77);
  }

  @Test
  void aSlowPeerHelpsWithABegunPieceAndAFastOneBeginsItsOwn() {
    PiecePicker picker = picker(false);
    int begun = pieces(picker, seed(0), 1).get(0);
    assertThat(pieces(picker, seed(1), 1)).containsExactly(begun);
    assertThat(pieces(picker, fast(2), 1)).doesNotContain(begun);
  }

  @Test
  void aPieceOfAnEarlierRunIsFinishedFirst() {
    PiecePicker picker = picker(false);
    BitSet stored = new BitSet();
    stored.set(1, BLOCKS);
    picker.restore(50, stored);

    SwarmPeer peer = fast(0);
    long run = picker.pick(peer, 0);
    peer.pipeline.sent(run, 0);

    assertThat(run).isEqualTo(BlockRun.of(50, 0, 1));
    assertThat(pieces(picker, peer, BLOCKS)).doesNotContain(50);
  }

  @Test
  void onParoleAPieceOfAnEarlierRunIsTakenWhenThereIsNothingElse() {
    for (int piece = 2; piece < PIECES; piece++) {
      have.set(piece);
    }
    PiecePicker picker = picker(true);
    BitSet stored = new BitSet();
    stored.set(1, BLOCKS);
    picker.restore(0, stored);
    SwarmPeer peer = fast(0);
    peer.onParole = true;

    assertThat(pieces(picker, peer, BLOCKS + 1)).containsExactly(1, 1, 1, 1, 0);
  }

  @Test
  void inSequenceMeansInSequence() {
    List<Integer> picked = pieces(picker(true), seed(0), 3 * BLOCKS);
    assertThat(picked).isSorted().startsWith(0).endsWith(2);
  }

  @Test
  void prioritiesGoBeforeRarity() {
    PiecePicker picker = picker(false);
    picker.gained(5);
    picker.prioritise(5, PiecePriority.HIGH);
    for (int piece = 10; piece < PIECES; piece++) {
      picker.prioritise(piece, PiecePriority.UNWANTED);
    }
    SwarmPeer peer = seed(0);
    List<Integer> picked = pieces(picker, peer, 10 * BLOCKS);
    assertThat(picked.get(0)).isEqualTo(5);
    assertThat(picked).allMatch(piece -> piece < 10);
    assertThat(picker.pick(peer, 0)).isEqualTo(BlockRun.NONE);
  }

  @Test
  void whatAPeerDoesNotHaveIsNotAskedOfIt() {
    PiecePicker picker = picker(false);
    SwarmPeer peer = seed(0);
    peer.pieces.clearAll();
    peer.pieces.set(93);
    assertThat(pieces(picker, peer, BLOCKS)).containsOnly(93);
    assertThat(picker.pick(peer, 0)).isEqualTo(BlockRun.NONE);
  }

  @Test
  void aFailedPieceGoesToOnePeerAlone() {
    PiecePicker picker = picker(true);
    SwarmPeer first = seed(0);
    pieces(picker, first, BLOCKS);
    picker.failed(0);
    first.current = null;
    first.pipeline.clear();
    pieces(picker, first, 1);
    SwarmPeer second = seed(1);
    assertThat(pieces(picker, second, BLOCKS)).containsOnly(1);
  }

  @Test
  void inTheEndGameASilentPeersBlocksAreAskedOfAnotherOnceEach() {
    PiecePicker picker = picker(true);
    SwarmPeer silent = seed(0);
    pieces(picker, silent, PIECES * BLOCKS);
    SwarmPeer other = fast(1);
    assertThat(picker.pick(other, SECOND / 10)).as("too early").isEqualTo(BlockRun.NONE);

    Set<Long> stolen = new HashSet<>();
    long run = picker.pick(other, 10 * SECOND);
    other.pipeline.sent(run, 10 * SECOND);
    stolen.add(run);
    long next = picker.pick(other, 10 * SECOND);
    assertThat(next).isNotEqualTo(BlockRun.NONE);
    assertThat(stolen.add(next)).isTrue();
  }

  @Test
  void releasedBlocksAreFreeAgain() {
    PiecePicker picker = picker(true);
    SwarmPeer first = seed(0);
    long run = picker.pick(first, 0);
    picker.release(run, first);
    assertThat(picker.pick(seed(1), 0)).isEqualTo(run);
  }

  @Test
  void aSuggestionIsTakenWhenNothingIsRarer() {
    PiecePicker picker = picker(false);
    SwarmPeer peer = seed(0);
    peer.suggest(64);
    assertThat(pieces(picker, peer, BLOCKS)).containsOnly(64);
    picker.gained(65);
    peer.suggest(65);
    assertThat(pieces(picker, peer, BLOCKS)).doesNotContain(65);
  }
}
