package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Requests for many blocks at once, where both ends agreed on them. */
class LongerRequestsTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int AGREED = 16 * BLOCK;
  private static final int PIECE = 64 * BLOCK;
  private static final int PIECES = 8;
  private static final long MS = 1_000_000L;
  private static final PieceGeometry GEOMETRY =
      PieceGeometry.contiguous(List.of(TorrentFile.regular("f", (long) PIECES * PIECE)), PIECE);

  private final Recorder did = new Recorder();
  private final Deque<int[]> asked = new ArrayDeque<>();
  private int lastAddress;
  private long now;

  private Swarm swarm(int have) {
    return new Swarm(
        GEOMETRY,
        new byte[20],
        new byte[] {(byte) have},
        SwarmSettings.defaults(),
        SwarmLimits.none(),
        new SplittableRandom(1),
        did,
        0);
  }

  private int join(Swarm swarm) throws Exception {
    byte[] ip = {10, 0, 0, (byte) ++lastAddress};
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(ip), 1);
    return swarm.join(new PeerHello(address, true), now);
  }

  private int seed(Swarm swarm, int agreed) throws Exception {
    int peer = join(swarm);
    swarm.extended(peer, 500, false, false, now);
    swarm.longerRequests(peer, agreed, agreed, now);
    swarm.haveAll(peer, now);
    swarm.unchoked(peer, now);
    return peer;
  }

  /** Notes what a peer is asked for; returns the bytes of the longest request. */
  private int collect(int peer) {
    int longest = 0;
    for (String line : did.drain()) {
      String[] words = line.split(" ", -1);
      if (words[0].equals("request") && Integer.parseInt(words[1]) == peer) {
        int length = Integer.parseInt(words[4]);
        asked.add(new int[] {Integer.parseInt(words[2]), Integer.parseInt(words[3]), length});
        longest = Math.max(longest, length);
      }
    }
    return longest;
  }

  private void answer(Swarm swarm, int peer) {
    int[] request = asked.remove();
    now += MS / 10;
    assertThat(swarm.block(peer, request[0], request[1], request[2], now)).isTrue();
    swarm.blockStored(request[0], request[1], request[2], now);
  }

  @Test
  void aFastPeerIsSoonAskedForAsMuchAsWasAgreedAndNeverMore() throws Exception {
    Swarm swarm = swarm(0);
    int peer = seed(swarm, AGREED);
    int longest = collect(peer);
    assertThat(longest).as("before it is known").isEqualTo(BLOCK);
    long bytes = 0;
    while (!asked.isEmpty()) {
      bytes += asked.peek()[2];
      answer(swarm, peer);
      longest = Math.max(longest, collect(peer));
    }
    assertThat(longest).isEqualTo(AGREED);
    assertThat(bytes).as("each byte once").isEqualTo((long) PIECES * PIECE);
  }

  @Test
  void withoutTheFastExtensionThereAreNone() throws Exception {
    Swarm swarm = swarm(0xFF);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    int peer = swarm.join(new PeerHello(address, false), 0);
    swarm.longerRequests(peer, AGREED, AGREED, 0);
    swarm.interested(peer, 0);
    swarm.requested(peer, 0, 0, AGREED, 0);
    assertThat(did.drain()).contains("drop " + peer + " PROTOCOL_ERROR");
  }

  @Test
  void whoAgreedToNothingIsAskedForSingleBlocks() throws Exception {
    Swarm swarm = swarm(0);
    int peer = join(swarm);
    swarm.haveAll(peer, 0);
    swarm.unchoked(peer, 0);
    collect(peer);
    for (int i = 0; i < 300; i++) {
      answer(swarm, peer);
      assertThat(collect(peer)).isLessThanOrEqualTo(BLOCK);
    }
  }

  @Test
  void anUnreasonableAgreementIsCut() throws Exception {
    Swarm swarm = swarm(0xFF);
    int peer = join(swarm);
    swarm.longerRequests(peer, Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
    swarm.interested(peer, 0);
    swarm.requested(peer, 0, 0, Swarm.MAX_REQUEST, 0);
    assertThat(did.drain()).contains("upload " + peer + " 0 0 " + Swarm.MAX_REQUEST);
    swarm.requested(peer, 0, 0, Swarm.MAX_REQUEST + 1, 0);
    assertThat(did.drain()).contains("drop " + peer + " PROTOCOL_ERROR");
  }

  @Test
  void longRequestsAreServedToThoseAloneWhoAgreed() throws Exception {
    Swarm swarm = swarm(0xFF);
    int stranger = join(swarm);
    int kin = join(swarm);
    swarm.longerRequests(kin, AGREED, AGREED, 0);
    swarm.interested(stranger, 0);
    swarm.interested(kin, 0);
    did.drain();

    swarm.requested(kin, 0, 0, AGREED, 0);
    swarm.requested(stranger, 0, 0, AGREED, 0);

    assertThat(did.drain())
        .contains("upload " + kin + " 0 0 " + AGREED, "drop " + stranger + " PROTOCOL_ERROR");
  }

  @Test
  void aLongAnswerOfWhichSomethingCameFromAnotherIsNotTaken() throws Exception {
    Swarm swarm = swarm(0);
    int late = seed(swarm, AGREED);
    collect(late);
    while (asked.stream().noneMatch(request -> request[2] == AGREED)) {
      answer(swarm, late);
      collect(late);
    }
    int[] run = asked.stream().filter(request -> request[2] == AGREED).findFirst().orElseThrow();
    now += 61_000 * MS;
    swarm.tick(now);
    int other = seed(swarm, BLOCK);
    asked.clear();
    collect(other);
    long useful = swarm.usefulBytes();
    while (swarm.usefulBytes() < (long) PIECES * PIECE - run[2] && !asked.isEmpty()) {
      answer(swarm, other);
      useful += BLOCK;
      collect(other);
      if (asked.isEmpty() || covers(run, asked.peek())) {
        break;
      }
    }
    answer(swarm, other);

    assertThat(swarm.block(late, run[0], run[1], run[2], now)).isFalse();
    assertThat(swarm.waste().duplicate()).isEqualTo(run[2]);
    assertThat(swarm.usefulBytes()).isEqualTo(useful + BLOCK);
  }

  private static boolean covers(int[] run, int[] block) {
    return run[0] == block[0] && block[1] >= run[1] && block[1] < run[1] + run[2];
  }
}
