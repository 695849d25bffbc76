package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafFetchTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int PIECE = 4 * BLOCK;

  /** Four pieces, of which the last has two blocks; one of three blocks; and one of one. */
  private static final int[] SIZES = {3 * PIECE + BLOCK + 9, 2 * BLOCK + 1, 100};

  @TempDir Path folder;
  private final Owner owner = new Owner();
  private TestContent content;
  private HashOffer offer;
  private LeafFetch<String> fetch;

  private record Asked(String peer, HashRange range) {}

  private final class Owner implements LeafFetch.Owner<String> {
    final Deque<Asked> asked = new ArrayDeque<>();
    final List<String> liars = new ArrayList<>();
    final Map<Integer, byte[]> learned = new TreeMap<>();

    @Override
    public void request(String peer, HashRange range) {
      asked.add(new Asked(peer, range));
    }

    @Override
    public Future<Boolean> learn(int piece, byte[] hashes) {
      boolean proved = Arrays.equals(hashes, leaves(piece));
      if (proved) {
        learned.put(piece, hashes);
      }
      return Future.succeededFuture(proved);
    }

    @Override
    public void lied(String peer) {
      liars.add(peer);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    content = TestContent.of(folder, TorrentFormat.V2, PIECE, SIZES);
    offer = new HashOffer(content.torrent(), piece -> Optional.of(leaves(piece)));
    fetch = new LeafFetch<>(content.torrent(), new SplittableRandom(1), owner);
  }

  private byte[] leaves(int piece) {
    try {
      Torrent torrent = content.torrent();
      int file = torrent.pieces().fileAt(piece);
      int offset = (piece - torrent.pieces().firstPiece(file)) * PIECE;
      int end = offset + torrent.pieces().contentLength(piece);
      byte[] bytes = content.file(file);
      byte[] leaves = new byte[(end - offset + BLOCK - 1) / BLOCK * 32];
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (int at = offset; at < end; at += BLOCK) {
        sha256.update(bytes, at, Math.min(BLOCK, end - at));
        sha256.digest(leaves, (at - offset) / BLOCK * 32, 32);
      }
      return leaves;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private PeerMessage.Hashes answer(HashRange range) throws Exception {
    return (PeerMessage.Hashes) offer.answer(range);
  }

  private PeerMessage.Hashes lie(HashRange range) throws Exception {
    byte[] hashes = answer(range).hashes().toBytes();
    hashes[7] ^= 1;
    return new PeerMessage.Hashes(range, ByteString.of(hashes));
  }

  @Test
  void theHashesOfEachPiecesBlocksAreFetched() throws Exception {
    for (int piece = 0; piece < 5; piece++) {
      fetch.suspect(piece, List.of("a"), 0);
      Asked asked = owner.asked.remove();
      fetch.hashes(asked.peer(), answer(asked.range()), 0);
      assertThat(owner.learned).containsKey(piece);
    }
    assertThat(owner.liars).isEmpty();
  }

  @Test
  void ofAPieceOfOneBlockThereIsNothingToLearn() {
    fetch.suspect(5, List.of("a"), 0);
    assertThat(owner.asked).isEmpty();
  }

  @Test
  void whereThePeersAreFewAllAreAskedInTurnAndNoneTwice() throws Exception {
    fetch.suspect(1, List.of("a", "b", "c"), 0);
    Asked first = owner.asked.remove();
    fetch.rejected(first.peer(), first.range(), 0);
    Asked second = owner.asked.remove();
    fetch.hashes(second.peer(), lie(second.range()), 0);
    Asked third = owner.asked.remove();
    assertThat(List.of(first.peer(), second.peer(), third.peer()))
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(owner.liars).containsExactly(second.peer());
    fetch.tick(AskedPeer.TIMEOUT);
    assertThat(owner.asked).isEmpty();
    fetch.hashes(third.peer(), answer(third.range()), 0);
    assertThat(owner.learned).as("it came too late").isEmpty();
  }

  @Test
  void whoHangsUpIsReplaced() throws Exception {
    fetch.suspect(1, List.of("a", "b"), 0);
    Asked first = owner.asked.remove();
    fetch.left(first.peer(), 0);
    Asked second = owner.asked.remove();
    assertThat(second.peer()).isNotEqualTo(first.peer());
    fetch.hashes(second.peer(), answer(second.range()), 0);
    assertThat(owner.learned).containsOnlyKeys(1);
  }

  @Test
  void whatNobodyAskedThatPeerForIsNoUse() throws Exception {
    fetch.suspect(1, List.of("a"), 0);
    HashRange range = owner.asked.remove().range();
    fetch.hashes("stranger", answer(range), 0);
    fetch.hashes("stranger", lie(range), 0);
    assertThat(owner.learned).isEmpty();
    assertThat(owner.liars).isEmpty();
  }

  @Test
  void tooFewHashesAreALie() throws Exception {
    fetch.suspect(1, List.of("a"), 0);
    HashRange range = owner.asked.remove().range();
    fetch.hashes("a", new PeerMessage.Hashes(range, ByteString.of(new byte[32])), 0);
    assertThat(owner.liars).containsExactly("a");
  }

  @Test
  void noMoreThanAFewAreAskedAboutAnythingAtATime() {
    List<String> crowd = Collections.nCopies(100, "a");
    fetch.suspect(0, crowd, 0);
    fetch.suspect(0, crowd, 0);
    assertThat(owner.asked).hasSize(1);
    for (int late = 1; late < 10; late++) {
      fetch.tick(late * AskedPeer.TIMEOUT);
    }
    assertThat(owner.asked).hasSize(LeafFetch.MAX_ASKED);
  }
}
