package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules at the protocol's edges, message by message. */
class SwarmTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final long SECOND = 1_000_000_000L;

  /** Two pieces: two blocks, and one and a bit. */
  private static final PieceGeometry GEOMETRY =
      PieceGeometry.contiguous(List.of(TorrentFile.regular("f", 3L * BLOCK + 100)), 2 * BLOCK);

  private final Recorder did = new Recorder();
  private Swarm swarm = swarm(SwarmSettings.defaults(), 0);
  private int addresses;

  private Swarm swarm(SwarmSettings settings, int verified) {
    byte[] bits = {(byte) verified};
    return new Swarm(
        GEOMETRY,
        new byte[20],
        bits,
        settings,
        SwarmLimits.none(),
        new SplittableRandom(1),
        did,
        0);
  }

  private void seeding() {
    swarm = swarm(SwarmSettings.defaults(), 0b1100_0000);
  }

  private int join(boolean fast) {
    return join(fast, 6881, 10, 0, 0, ++addresses);
  }

  private int join(boolean fast, int port, int... address) {
    try {
      byte[] ip = new byte[address.length];
      for (int i = 0; i < ip.length; i++) {
        ip[i] = (byte) address[i];
      }
      return swarm.join(
          new PeerHello(new InetSocketAddress(InetAddress.getByAddress(ip), port), fast), 0);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private int seed(boolean fast) {
    return seed(join(fast));
  }

  private int seed(int peer) {
    swarm.bitfield(peer, new byte[] {(byte) 0b1100_0000}, 0);
    swarm.unchoked(peer, 0);
    return peer;
  }

  private void download(int peer, int piece) {
    int end = GEOMETRY.contentLength(piece);
    for (int begin = 0; begin < end; begin += BLOCK) {
      int length = Math.min(BLOCK, end - begin);
      assertThat(swarm.block(peer, piece, begin, length, SECOND)).isTrue();
      swarm.blockStored(piece, begin, length, SECOND);
    }
  }

  @Test
  void aSeedIsAskedForAlignedBlocksWithAnExactTail() {
    seed(true);

    assertThat(did.drain())
        .contains("interested 0")
        .filteredOn(line -> line.startsWith("request"))
        .containsExactlyInAnyOrder(
            "request 0 0 0 16384",
            "request 0 0 16384 16384",
            "request 0 1 0 16384",
            "request 0 1 16384 100");
  }

  @Test
  void aPieceIsVerifiedOnceAllItsBlocksAreStored() {
    int peer = seed(true);
    did.drain();

    download(peer, 1);
    assertThat(did.drain()).containsOnlyOnce("verify 1");
    swarm.pieceVerified(1, null, SECOND);
    download(peer, 0);
    swarm.pieceVerified(0, null, SECOND);

    assertThat(did.drain())
        .contains("complete", "notInterested 0", "drop 0 SEED_TO_SEED")
        .doesNotContain("have 0 0");
    assertThat(swarm.isSeed()).isTrue();
  }

  @Test
  void aChokeWithoutTheFastExtensionSendsTheBlocksElsewhere() {
    int first = seed(false);
    int second = seed(true);
    did.drain();

    swarm.choked(first, SECOND);

    assertThat(did.drain()).filteredOn(line -> line.startsWith("request " + second)).hasSize(4);
  }

  /** BEP 6: each request still has its answer, and what is under way is not to come twice. */
  @Test
  void afterAChokeWithTheFastExtensionWhatIsRefusedGoesElsewhere() {
    int first = seed(true);
    int second = seed(true);
    did.drain();

    swarm.choked(first, SECOND);
    assertThat(did.drain()).noneMatch(line -> line.startsWith("request"));
    swarm.block(first, 0, 0, BLOCK, SECOND);
    swarm.rejected(first, 0, BLOCK, BLOCK, SECOND);

    assertThat(did.drain())
        .filteredOn(line -> line.startsWith("request"))
        .containsExactly("request " + second + " 0 16384 16384");
  }

  @Test
  void aRejectedBlockIsFetchedFromAnother() {
    int first = seed(true);
    int second = seed(true);
    did.drain();

    swarm.rejected(first, 0, BLOCK, BLOCK, SECOND);

    assertThat(did.drain()).contains("request " + second + " 0 16384 16384");
  }

  private int requestsOfTenMinutes(int refuser) {
    int requests = 0;
    for (long now = 0; now < 600 * SECOND; now += SECOND / 10) {
      swarm.tick(now);
      for (String line : did.drain()) {
        if (line.startsWith("request")) {
          String[] words = line.split(" ", -1);
          int begin = Integer.parseInt(words[3]);
          swarm.rejected(
              refuser, Integer.parseInt(words[2]), begin, Integer.parseInt(words[4]), now);
          requests++;
        }
      }
    }
    return requests;
  }

  @Test
  void whoUnchokesAndRefusesEverythingIsAskedMoreAndMoreSeldom() {
    int peer = seed(true);

    // At 0, 0.1, 0.3, 0.7 s and so on, for all four blocks.
    assertThat(requestsOfTenMinutes(peer)).isLessThanOrEqualTo(4 * 16);
  }

  @Test
  void anUnchokeAfterAChokeDoesNotMakeARefuserWelcome() {
    int peer = seed(true);
    requestsOfTenMinutes(peer);

    swarm.choked(peer, 600 * SECOND);
    swarm.unchoked(peer, 600 * SECOND);

    assertThat(did.drain()).noneMatch(line -> line.startsWith("request"));
  }

  /** BEP 6: a choke refuses what was asked for before it, which says nothing of what is to come. */
  @Test
  void whatIsRefusedAfterAChokeIsAskedForAtTheNextUnchoke() {
    int peer = seed(true);
    did.drain();
    swarm.choked(peer, SECOND);
    swarm.rejected(peer, 0, 0, BLOCK, SECOND);
    swarm.rejected(peer, 0, BLOCK, BLOCK, SECOND);
    swarm.rejected(peer, 1, 0, BLOCK, SECOND);
    swarm.rejected(peer, 1, BLOCK, 100, SECOND);

    swarm.unchoked(peer, SECOND);

    assertThat(did.drain()).filteredOn(line -> line.startsWith("request")).hasSize(4);
  }

  @Test
  void whoSendsAgainIsAskedAgain() {
    int peer = seed(true);
    did.drain();
    swarm.rejected(peer, 0, 0, BLOCK, SECOND);

    assertThat(swarm.block(peer, 0, BLOCK, BLOCK, SECOND)).isTrue();

    assertThat(did.drain()).contains("request 0 0 0 16384");
  }

  @Test
  void aRejectOfNothingEndsTheConnection() {
    int peer = seed(true);
    did.drain();
    swarm.rejected(peer, 0, 1, 7, SECOND);
    assertThat(did.drain()).contains("drop 0 PROTOCOL_ERROR");
  }

  @Test
  void anUnrequestedBlockEndsAFastConnection() {
    int peer = join(true);
    assertThat(swarm.block(peer, 0, 0, BLOCK, SECOND)).isFalse();
    assertThat(did.drain()).contains("drop 0 UNREQUESTED_DATA");
    assertThat(swarm.waste().unrequested()).isEqualTo(BLOCK);
  }

  @Test
  void withoutTheFastExtensionAFewUnrequestedBlocksAreForgiven() {
    int peer = join(false);
    for (int i = 0; i < 64; i++) {
      swarm.block(peer, 0, 0, BLOCK, SECOND);
    }
    assertThat(did.drain()).noneMatch(line -> line.startsWith("drop"));
    swarm.block(peer, 0, 0, BLOCK, SECOND);
    assertThat(did.drain()).contains("drop 0 UNREQUESTED_DATA");
  }

  @Test
  void nonsenseEndsTheConnection() {
    List<java.util.function.IntConsumer> nonsense =
        List.of(
            peer -> swarm.have(peer, -1, 0),
            peer -> swarm.have(peer, 2, 0),
            peer -> swarm.bitfield(peer, new byte[2], 0),
            peer -> swarm.bitfield(peer, new byte[] {1}, 0),
            peer -> swarm.dontHave(peer, 9, 0),
            peer -> swarm.allowedFast(peer, 2, 0),
            peer -> swarm.suggested(peer, -1, 0),
            peer -> swarm.requested(peer, -1, 0, 1, 0),
            peer -> swarm.requested(peer, 0, 0, 0, 0),
            peer -> swarm.requested(peer, 0, -1, 5, 0),
            peer -> swarm.requested(peer, 0, 2 * BLOCK, 1, 0),
            peer -> swarm.requested(peer, 1, 0, BLOCK + 101, 0),
            peer -> swarm.requested(peer, 0, Integer.MAX_VALUE, 2, 0));
    for (java.util.function.IntConsumer each : nonsense) {
      int peer = join(true);
      did.drain();
      each.accept(peer);
      assertThat(did.drain()).contains("drop " + peer + " PROTOCOL_ERROR");
    }
    assertThat(swarm.peerCount()).isZero();
  }

  @Test
  void fastMessagesNeedTheFastExtension() {
    List<java.util.function.IntConsumer> fastOnly =
        List.of(
            peer -> swarm.haveAll(peer, 0),
            peer -> swarm.haveNone(peer, 0),
            peer -> swarm.allowedFast(peer, 0, 0),
            peer -> swarm.suggested(peer, 0, 0),
            peer -> swarm.rejected(peer, 0, 0, BLOCK, 0));
    for (java.util.function.IntConsumer each : fastOnly) {
      int peer = join(false);
      did.drain();
      each.accept(peer);
      assertThat(did.drain()).contains("drop " + peer + " PROTOCOL_ERROR");
    }
  }

  @Test
  void aMillionHavesAreOneHave() {
    int peer = join(true);
    for (int i = 0; i < 1_000_000; i++) {
      swarm.have(peer, 0, SECOND);
    }
    assertThat(did.drain()).containsExactly("haveNone 0", "interested 0");
  }

  @Test
  void aLaterBitfieldReplacesTheFirst() {
    int peer = join(true);
    swarm.haveAll(peer, 0);
    swarm.haveNone(peer, 0);
    swarm.bitfield(peer, new byte[] {(byte) 0x80}, 0);
    assertThat(did.drain())
        .containsExactly("haveNone 0", "interested 0", "notInterested 0", "interested 0");
    assertThat(swarm.seedCount()).isZero();
    swarm.have(peer, 1, 0);
    assertThat(swarm.seedCount()).isOne();
    swarm.left(peer, 0);
    assertThat(swarm.peerCount()).isZero();
  }

  @Test
  void anInterestedPeerIsUnchokedAtOnceAndServed() {
    seeding();
    int peer = join(true);
    swarm.interested(peer, 0);
    assertThat(did.drain()).contains("haveAll 0", "unchoke 0");
    swarm.requested(peer, 1, BLOCK, 100, 0);
    assertThat(did.drain()).contains("upload 0 1 16384 100");
  }

  @Test
  void aRequestWhileChokedIsRejectedAndAFloodOfThemEndsIt() {
    seeding();
    int peer = join(true);
    did.drain();
    swarm.requested(peer, 0, 0, BLOCK, 0);
    assertThat(did.drain()).containsExactly("reject 0 0 0 16384");
    for (int i = 0; i < UploadScheduler.MAX_REFUSED; i++) {
      swarm.requested(peer, 0, 0, BLOCK, 0);
    }
    assertThat(did.drain()).contains("drop 0 REQUEST_FLOOD");
  }

  @Test
  void requestsBeyondTheQueueAreRejected() {
    swarm = swarm(new SwarmSettings(10, 8, ChokerProfile.RECIPROCAL, false, false, 3), 0b1100_0000);
    int peer = join(true);
    swarm.interested(peer, 0);
    did.drain();
    // Four fill the window, three wait, the eighth is one too many.
    for (int i = 0; i < 8; i++) {
      swarm.requested(peer, 0, 0, BLOCK, 0);
    }
    assertThat(did.drain())
        .filteredOn(line -> line.startsWith("upload") || line.startsWith("reject"))
        .containsExactly(
            "upload 0 0 0 16384",
            "upload 0 0 0 16384",
            "upload 0 0 0 16384",
            "upload 0 0 0 16384",
            "reject 0 0 0 16384");
    swarm.cancelled(peer, 0, 0, BLOCK, 0);
    assertThat(did.drain()).containsExactly("reject 0 0 0 16384");
  }

  @Test
  void whoAsksAndNeverReadsIsDropped() {
    seeding();
    int peer = join(true);
    swarm.interested(peer, 0);
    swarm.requested(peer, 0, 0, BLOCK, 0);
    for (long at = SECOND; at <= 60 * SECOND; at += SECOND) {
      swarm.alive(peer, at);
      swarm.tick(at);
    }
    did.drain();
    swarm.tick(60 * SECOND + 1);
    assertThat(did.drain()).contains("drop 0 NOT_READING");
  }

  @Test
  void whoReadsALongBlockSlowlyIsNot() {
    seeding();
    int peer = join(true);
    swarm.interested(peer, 0);
    swarm.requested(peer, 0, 0, BLOCK, 0);
    for (long at = SECOND; at <= 100 * SECOND; at += SECOND) {
      swarm.alive(peer, at);
      if (at == 40 * SECOND) {
        swarm.taking(peer, at);
      }
      swarm.tick(at);
    }
    assertThat(did.drain()).doesNotContain("drop 0 NOT_READING");
    swarm.tick(100 * SECOND + 1);
    assertThat(did.drain()).contains("drop 0 NOT_READING");
  }

  @Test
  void silenceIsFilledAndThenEnds() {
    join(true);
    did.drain();
    swarm.tick(Liveness.KEEP_ALIVE);
    assertThat(did.drain()).containsExactly("keepAlive 0");
    swarm.tick(Liveness.DEAD + 1);
    assertThat(did.drain()).containsExactly("drop 0 TIMED_OUT");
  }

  @Test
  void aSenderOfAWholeBadPieceIsBannedAtOnce() {
    int peer = seed(true);
    download(peer, 0);
    did.drain();
    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);
    assertThat(did.drain()).contains("drop 0 CORRUPT_DATA");
    addresses--;
    assertThat(join(true)).as("its address stays banned").isEqualTo(Swarm.REFUSED);
  }

  @Test
  void theSenderOfABadBlockAloneIsBannedAndTheBlockAskedElsewhere() {
    int liar = seed(true);
    int honest = join(true);
    did.drain();
    assertThat(swarm.block(liar, 0, 0, BLOCK, SECOND)).isTrue();
    assertThat(swarm.block(liar, 0, BLOCK, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, 0, BLOCK, SECOND);
    swarm.haveAll(honest, SECOND);
    swarm.unchoked(honest, SECOND);
    did.drain();

    swarm.blockCorrupt(0, BLOCK, BLOCK, SECOND);

    assertThat(did.drain())
        .contains("drop " + liar + " CORRUPT_DATA", "request " + honest + " 0 16384 16384")
        .doesNotContain("request " + honest + " 0 0 16384");
    assertThat(swarm.waste().corrupt()).isEqualTo(BLOCK);
    assertThat(swarm.block(honest, 0, BLOCK, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, BLOCK, BLOCK, SECOND);
    assertThat(did.drain()).contains("verify 0");
    addresses -= 2;
    assertThat(join(true)).as("the liar's address stays banned").isEqualTo(Swarm.REFUSED);
  }

  @Test
  void aBadBlockIsLaidToItsSenderThoughThatHasLeft() {
    int liar = seed(true);
    assertThat(swarm.block(liar, 0, 0, BLOCK, SECOND)).isTrue();
    swarm.left(liar, SECOND);
    int honest = seed(true);

    swarm.blockCorrupt(0, 0, BLOCK, SECOND);

    assertThat(did.drain())
        .contains("request " + honest + " 0 0 16384")
        .noneMatch(line -> line.startsWith("drop"));
    addresses -= 2;
    assertThat(join(true)).as("the liar's address is banned").isEqualTo(Swarm.REFUSED);
  }

  @Test
  void aBanEndsTheOtherConnectionsOfTheAddress() {
    int liar = seed(join(true, 6881, 203, 0, 113, 5));
    int again = join(true, 6882, 203, 0, 113, 5);
    int neighbour = join(true, 6881, 203, 0, 113, 6);
    download(liar, 0);
    did.drain();

    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);

    assertThat(did.drain())
        .contains("drop " + liar + " CORRUPT_DATA", "drop " + again + " CORRUPT_DATA")
        .noneMatch(line -> line.startsWith("drop " + neighbour));
    assertThat(swarm.peerCount()).isOne();
  }

  @Test
  void aBanOfOneThatHasLeftEndsWhatItCameBackWith() {
    int liar = seed(join(true, 6881, 192, 168, 1, 2));
    download(liar, 0);
    swarm.left(liar, SECOND);
    int again = seed(join(true, 6882, 192, 168, 1, 2));
    did.drain();

    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);

    assertThat(did.drain()).contains("drop " + again + " CORRUPT_DATA");
    assertThat(join(true, 6883, 192, 168, 1, 2)).isEqualTo(Swarm.REFUSED);
  }

  @Test
  void aBanOnTheAddressOfAllProgramsOfTheMachineEndsTheGuiltyAlone() {
    int liar = seed(join(true, 6881, 127, 0, 0, 1));
    int honest = join(true, 6882, 127, 0, 0, 1);
    download(liar, 0);
    did.drain();

    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);

    assertThat(did.drain())
        .contains("drop " + liar + " CORRUPT_DATA")
        .noneMatch(line -> line.startsWith("drop " + honest));
    assertThat(join(true, 6883, 127, 0, 0, 1)).isEqualTo(Swarm.REFUSED);
  }

  private static BitSet blocks(int... blocks) {
    BitSet bits = new BitSet();
    IntStream.of(blocks).forEach(bits::set);
    return bits;
  }

  @Test
  void blocksOfAnEarlierRunAreNotAskedForAgain() {
    swarm.restored(0, blocks(1));
    int peer = seed(true);
    assertThat(did.drain())
        .contains("request 0 0 0 16384")
        .doesNotContain("request 0 0 16384 16384");

    assertThat(swarm.block(peer, 0, 0, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, 0, BLOCK, SECOND);
    assertThat(did.drain()).contains("verify 0");
    swarm.pieceVerified(0, null, SECOND);
    assertThat(swarm.has(0)).isTrue();
  }

  @Test
  void aBadPieceWithBlocksOfAnEarlierRunIsNobodysFaultAndFetchedAnew() {
    swarm.restored(0, blocks(0));
    int peer = seed(true);
    assertThat(swarm.block(peer, 0, BLOCK, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, BLOCK, BLOCK, SECOND);
    did.drain();

    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);

    assertThat(did.drain())
        .contains("request 0 0 0 16384", "request 0 0 16384 16384")
        .noneMatch(line -> line.startsWith("drop"));
    download(peer, 0);
    assertThat(swarm.wantsDigests(0)).isTrue();
    swarm.pieceVerified(0, new long[] {3, 2}, SECOND);
    assertThat(did.drain()).noneMatch(line -> line.startsWith("drop"));
  }

  @Test
  void ofABadPieceWithBlocksOfAnEarlierRunTheGoodCopyShowsWhoSentBadOnes() {
    swarm.restored(0, blocks(0));
    int peer = seed(true);
    assertThat(swarm.block(peer, 0, BLOCK, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, BLOCK, BLOCK, SECOND);
    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);
    did.drain();

    download(peer, 0);
    swarm.pieceVerified(0, new long[] {1, 4}, SECOND);

    assertThat(did.drain()).contains("drop 0 CORRUPT_DATA");
  }

  @Test
  void aPieceThatFailsBeforeAllOfItWasAskedForIsFetchedAnew() {
    int peer = seed(true);
    assertThat(swarm.block(peer, 0, 0, BLOCK, SECOND)).isTrue();
    swarm.blockStored(0, 0, BLOCK, SECOND);
    swarm.rejected(peer, 0, BLOCK, BLOCK, SECOND);
    did.drain();

    swarm.pieceFailed(0, new long[] {1, 2}, SECOND);
    // Who refuses is not asked again before.
    swarm.tick(SECOND + RequestPipeline.FIRST_REST);

    assertThat(did.drain())
        .contains("request 0 0 0 16384")
        .noneMatch(line -> line.startsWith("drop"));
  }

  @Test
  void blocksThatCannotBeOfAnEarlierRunAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> swarm.restored(0, blocks(2)));
    assertThatIllegalArgumentException().isThrownBy(() -> swarm.restored(0, blocks(0, 1)));
    assertThatIllegalArgumentException().isThrownBy(() -> swarm.restored(0, blocks()));
    seeding();
    assertThatIllegalArgumentException().isThrownBy(() -> swarm.restored(0, blocks(0)));
  }

  @Test
  void aLostPieceIsToldAndFetchedAgain() {
    seeding();
    int knows = join(true);
    swarm.extended(knows, 100, false, true, 0);
    int other = join(true);
    did.drain();
    swarm.pieceLost(1, SECOND);
    assertThat(did.drain()).containsExactly("dontHave " + knows + " 1");
    assertThat(swarm.isSeed()).isFalse();
    swarm.have(other, 1, SECOND);
    assertThat(did.drain()).contains("interested " + other);
  }

  @Test
  void twoWhoOnlyGivePart() {
    seeding();
    int peer = join(true);
    swarm.extended(peer, 100, true, false, 0);
    assertThat(did.drain()).contains("drop 0 SEED_TO_SEED");
  }

  @Test
  void anUnwantedPieceIsNotAskedForUntilItIsWanted() {
    swarm.prioritise(0, PiecePriority.UNWANTED, 0);
    int peer = seed(true);
    assertThat(did.drain()).noneMatch(line -> line.startsWith("request 0 0"));
    download(peer, 1);
    swarm.pieceVerified(1, null, SECOND);
    assertThat(did.drain()).contains("complete");
  }

  @Test
  void ofTheIdleTheOneOfTheLeastPriorityMakesRoom() {
    swarm = swarm(new SwarmSettings(3, 8, ChokerProfile.RECIPROCAL, false, false, 3), 0);
    for (int priority : new int[] {5, 1, -7}) {
      InetSocketAddress address = new InetSocketAddress("10.0.0." + ++addresses, 6881);
      swarm.join(new PeerHello(address, true, priority), 0);
    }
    did.drain();
    join(true);
    assertThat(did.drain()).contains("drop 1 REPLACED");
    join(true);
    // The newcomer, of which nothing is known.
    assertThat(did.drain()).contains("drop 1 REPLACED");
  }

  @Test
  void whenFullAnIdlePeerMakesRoomAndNoOther() {
    swarm = swarm(new SwarmSettings(1, 8, ChokerProfile.RECIPROCAL, false, false, 3), 0);
    join(true);
    did.drain();
    int second = join(true);
    assertThat(did.drain()).contains("drop 0 REPLACED");
    swarm.have(second, 0, 0);
    assertThat(join(true)).isEqualTo(Swarm.REFUSED);
  }

  @Test
  void aSeedPromisesEachPieceToOnePeerAndAnewWhenThatOneLeaves() {
    seeding();
    int first = join(true);
    int second = join(true);
    swarm.interested(first, 0);
    List<String> promised = did.drain().stream().filter(SwarmTest::isSuggestion).toList();
    assertThat(promised).hasSize(2);

    swarm.interested(second, 0);
    assertThat(did.drain()).noneMatch(SwarmTest::isSuggestion);

    swarm.left(first, 0);
    swarm.requested(second, 0, 0, BLOCK, 0);
    List<String> anew = did.drain().stream().filter(SwarmTest::isSuggestion).toList();
    assertThat(anew).isNotEmpty().allMatch(each -> each.startsWith("suggest " + second));
  }

  private static boolean isSuggestion(String action) {
    return action.startsWith("suggest ");
  }
}
