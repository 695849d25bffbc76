package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashFetchTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PIECE = PieceGeometry.BLOCK_LENGTH;

  @TempDir Path folder;
  private final Owner owner = new Owner();
  private TestContent content;
  private HashOffer offer;
  private HashFetch<String> fetch;
  private long now;

  private record Asked(String peer, HashRange range) {}

  private static final class Owner implements HashFetch.Owner<String> {
    final Deque<Asked> asked = new ArrayDeque<>();
    final List<String> liars = new ArrayList<>();
    Map<Integer, byte[]> got;

    @Override
    public void request(String peer, HashRange range) {
      asked.add(new Asked(peer, range));
    }

    @Override
    public void complete(Map<Integer, byte[]> layers) {
      assertThat(got).isNull();
      got = layers;
    }

    @Override
    public void lied(String peer) {
      liars.add(peer);
    }
  }

  @BeforeEach
  void begin() throws Exception {
    // Layers of three requests, of one, of the fewest hashes, and none; and the same file twice.
    content =
        TestContent.of(folder, TorrentFormat.V2, PIECE, 1025 * PIECE, 5 * PIECE, 2 * PIECE, 9);
    Path files = folder.resolve("content");
    Files.copy(files.resolve("101"), files.resolve("200"));
    content = new TestContent(folder, TestContent.build(files, TorrentFormat.V2, PIECE));
    offer = new HashOffer(content.torrent(), piece -> Optional.empty());
    PieceLayers known = content.withoutLayers().layers();
    assertThat(known.isComplete()).isFalse();
    fetch = new HashFetch<>(content.torrent().info(), known, owner);
  }

  @Test
  void onePeerIsEnough() throws Exception {
    fetch.joined("a", now);
    assertThat(owner.asked).allMatch(each -> each.range().length() >= 2);
    run("a");
    assertComplete();
  }

  @Test
  void partsGoToSeveralPeers() throws Exception {
    fetch.joined("a", now);
    fetch.joined("b", now);
    run("a", "b");
    assertComplete();
  }

  @Test
  void whoSendsFalseHashesIsFoundAndTheOthersDoItsWork() throws Exception {
    fetch.joined("liar", now);
    Asked first = owner.asked.poll();
    byte[] hashes = hashes(first.range());
    hashes[40] ^= 1;
    fetch.hashes("liar", new PeerMessage.Hashes(first.range(), ByteString.of(hashes)), now);
    assertThat(owner.liars).containsExactly("liar");
    owner.asked.clear();
    fetch.joined("honest", now);
    run("honest");
    assertComplete();
  }

  @Test
  void trueHashesOfAnotherLayerAreFalse() throws Exception {
    fetch.joined("liar", now);
    Asked first = owner.asked.poll();
    // One layer up, proved by one uncle less: it hashes to the root, but these are not the pieces.
    HashRange range = first.range();
    HashRange higher =
        new HashRange(range.piecesRoot(), range.baseLayer() + 1, 0, range.length(), 20);
    ByteString wrong = ByteString.of(hashes(higher));
    fetch.hashes("liar", new PeerMessage.Hashes(range, wrong), now);
    assertThat(owner.liars).containsExactly("liar");
  }

  @Test
  void hashesThatNobodyAskedForAreNoUse() throws Exception {
    fetch.joined("a", now);
    HashRange range = owner.asked.peek().range();
    PeerMessage.Hashes answer = new PeerMessage.Hashes(range, ByteString.of(hashes(range)));
    fetch.hashes("stranger", answer, now);
    fetch.joined("b", now);
    fetch.hashes("b", answer, now);
    run("a", "b");
    fetch.hashes("a", answer, now);
    assertComplete();
    assertThat(owner.liars).isEmpty();
  }

  @Test
  void whatIsRefusedGoesToOthersAndLaterToTheSameOneAgain() throws Exception {
    fetch.joined("a", now);
    fetch.rejected("a", owner.asked.peek().range(), now);
    owner.asked.clear();
    fetch.tick(now + SECOND);
    assertThat(owner.asked).isEmpty();
    now += AskedPeer.REST;
    fetch.tick(now);
    run("a");
    assertComplete();
  }

  @Test
  void aSilentPeerIsNotWaitedForForEver() throws Exception {
    fetch.joined("silent", now);
    fetch.joined("honest", now);
    run("honest");
    assertThat(owner.got).isNull();
    now += AskedPeer.TIMEOUT;
    fetch.tick(now);
    run("honest");
    assertComplete();
  }

  @Test
  void aPeerThatLeavesIsNotWaitedFor() throws Exception {
    fetch.joined("a", now);
    owner.asked.clear();
    fetch.left("a", now);
    fetch.joined("b", now);
    run("b");
    assertComplete();
  }

  private void assertComplete() throws Exception {
    assertThat(owner.asked).isEmpty();
    PieceLayers layers = content.withoutLayers().layers().withProved(owner.got);
    assertThat(layers.isComplete()).isTrue();
    for (int file = 0; file < content.torrent().files().size(); file++) {
      Optional<byte[]> layer = content.torrent().layers().layer(file);
      assertThat(layers.layer(file).map(ByteString::of)).isEqualTo(layer.map(ByteString::of));
    }
  }

  private byte[] hashes(HashRange range) throws Exception {
    return ((PeerMessage.Hashes) offer.answer(range)).hashes().toBytes();
  }

  private void run(String... answering) throws Exception {
    List<Asked> unanswered = new ArrayList<>();
    while (!owner.asked.isEmpty()) {
      Asked next = owner.asked.poll();
      if (Arrays.asList(answering).contains(next.peer())) {
        fetch.hashes(next.peer(), (PeerMessage.Hashes) offer.answer(next.range()), now);
      } else {
        unanswered.add(next);
      }
    }
    owner.asked.addAll(unanswered);
    owner.asked.removeIf(each -> owner.got != null);
  }
}
