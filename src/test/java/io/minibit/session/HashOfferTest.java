package io.minibit.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Digests;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.storage.OpenFiles;
import io.minibit.storage.PieceStore;
import io.minibit.wire.ByteString;
import io.minibit.wire.HashRange;
import io.minibit.wire.PeerMessage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashOfferTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int PIECE = 4 * BLOCK;
  private static final LeafSource NO_LEAVES = piece -> Optional.empty();

  @TempDir Path folder;

  @Test
  void everyRangeThatItGivesIsThatOfTheWholeTree() throws Exception {
    // A file of several pieces whose last is short, one shorter than a piece, and one of a block.
    TestContent content =
        TestContent.of(folder, TorrentFormat.V2, PIECE, 22 * BLOCK + 5, 3 * BLOCK, 100);
    HashOffer offer = new HashOffer(content.torrent(), leavesOf(content));
    for (int file = 0; file < 3; file++) {
      MerkleTree tree = MerkleTree.over(leaves(content.file(file)), 0);
      for (int base = 0; base <= tree.height(); base++) {
        for (int width = 1; width <= 1 << (tree.height() - base); width *= 2) {
          for (int proof = 0; proof <= tree.height() + 1; proof++) {
            // Not the root, and below the piece layer no more than a piece.
            boolean given = base < tree.height() && (base >= 2 || width <= 4 >> base);
            compare(offer, content, file, tree, base, width, proof, given);
          }
        }
      }
    }
  }

  private static void compare(
      HashOffer offer,
      TestContent content,
      int file,
      MerkleTree tree,
      int base,
      int width,
      int proof,
      boolean given)
      throws Exception {
    int nodes = 1 << (tree.height() - base);
    int present = (((content.file(file).length - 1) / BLOCK) >> base) + 1;
    for (int index = 0; index < nodes; index += width) {
      HashRange range = new HashRange(ByteString.of(tree.root()), base, index, width, proof);
      PeerMessage answer = offer.answer(range);
      boolean inFile = base >= 2 || index / (4 >> base) <= (present - 1) / (4 >> base);
      if (given && inFile) {
        ByteString expected = ByteString.of(tree.proof(base, index, width, proof));
        assertThat(answer).isEqualTo(new PeerMessage.Hashes(range, expected));
      } else {
        assertThat(answer).isEqualTo(new PeerMessage.HashReject(range));
      }
    }
  }

  @Test
  void aRangeMayEndWhereTheLayerEnds() throws Exception {
    TestContent content = TestContent.of(folder, TorrentFormat.HYBRID, PIECE, 7 * PIECE);
    byte[] layer = content.torrent().layers().layer(0).orElseThrow();
    HashRange range = new HashRange(root(content, 0), 2, 4, 3, 2);
    PeerMessage.Hashes answer =
        (PeerMessage.Hashes) new HashOffer(content.torrent(), NO_LEAVES).answer(range);
    byte[] hashes = answer.hashes().toBytes();
    assertThat(Arrays.copyOf(hashes, 96)).isEqualTo(Arrays.copyOfRange(layer, 128, 224));
    assertThat(hashes).hasSize(4 * 32);
  }

  @Test
  void absurdRangesAreRefused() throws Exception {
    TestContent content = TestContent.of(folder, TorrentFormat.V2, PIECE, 8 * PIECE);
    HashOffer offer = new HashOffer(content.torrent(), leavesOf(content));
    ByteString root = root(content, 0);
    int max = Integer.MAX_VALUE;
    for (HashRange range :
        new HashRange[] {
          new HashRange(ByteString.of(new byte[32]), 2, 0, 2, 3),
          new HashRange(root, 2, 0, 0, 3),
          new HashRange(root, 2, 1, 2, 3),
          new HashRange(root, 2, 8, 2, 3),
          new HashRange(root, 2, 0, 16, 3),
          new HashRange(root, 2, 0, max, 3),
          new HashRange(root, 2, max - 1, 2, 3),
          new HashRange(root, 0, max - 1, 2, 3),
          new HashRange(root, 5, 0, 1, 3),
          new HashRange(root, max, 0, 1, 3),
          new HashRange(root, 0, 0, 512, 3),
          new HashRange(root, 0, 0, 1024, 3),
        }) {
      assertThat(offer.answer(range)).as("%s", range).isEqualTo(new PeerMessage.HashReject(range));
    }
    HashRange all = new HashRange(root, 2, 0, 2, max);
    assertThat(((PeerMessage.Hashes) offer.answer(all)).hashes().length()).isEqualTo(4 * 32);
  }

  @Test
  void withoutLayersThereIsNothingToGive() throws Exception {
    TestContent content = TestContent.of(folder, TorrentFormat.V2, PIECE, 8 * PIECE, BLOCK);
    HashOffer offer = new HashOffer(content.withoutLayers(), leavesOf(content));
    HashRange layer = new HashRange(root(content, 0), 2, 0, 8, 2);
    assertThat(offer.answer(layer)).isEqualTo(new PeerMessage.HashReject(layer));
    HashRange leaves = new HashRange(root(content, 0), 0, 0, 4, 4);
    assertThat(offer.answer(leaves)).isEqualTo(new PeerMessage.HashReject(leaves));
  }

  @Test
  void aV1TorrentHasNoHashesToGive() throws Exception {
    TestContent content = TestContent.of(folder, TorrentFormat.V1, PIECE, 8 * PIECE);
    HashRange range = new HashRange(ByteString.of(new byte[32]), 2, 0, 8, 2);
    assertThat(new HashOffer(content.torrent(), NO_LEAVES).answer(range))
        .isEqualTo(new PeerMessage.HashReject(range));
  }

  @Test
  void theDiskGivesTheLeavesOfVerifiedPiecesOnly() throws Exception {
    TestContent content = TestContent.of(folder, TorrentFormat.HYBRID, PIECE, 5 * BLOCK + 9, 77);
    byte[] all = leaves(content.file(0));
    try (OpenFiles files = new OpenFiles(4);
        PieceStore store =
            PieceStore.open(content.torrent(), folder, folder.resolve("resume"), files)) {
      DiskLeaves leaves = new DiskLeaves(store, content.torrent().pieces());
      assertThat(leaves.leaves(0)).isEmpty();
      store.check(Runnable::run, 1, () -> false, (piece, state, bytes) -> {});
      assertThat(leaves.leaves(0)).contains(Arrays.copyOf(all, 4 * 32));
      assertThat(leaves.leaves(0)).contains(Arrays.copyOf(all, 4 * 32));
      assertThat(leaves.leaves(1)).contains(Arrays.copyOfRange(all, 4 * 32, 6 * 32));
    }
  }

  private static ByteString root(TestContent content, int file) {
    return ByteString.of(content.torrent().files().get(file).piecesRoot().orElseThrow());
  }

  private static LeafSource leavesOf(TestContent content) {
    PieceGeometry pieces = content.torrent().pieces();
    return piece -> {
      try {
        int file = pieces.fileAt(piece);
        int from = (piece - pieces.firstPiece(file)) * PIECE;
        byte[] bytes = content.file(file);
        return Optional.of(
            leaves(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE))));
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static byte[] leaves(byte[] content) {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    for (int at = 0; at < content.length; at += BLOCK) {
      leaves.writeBytes(
          Digests.sha256()
              .digest(Arrays.copyOfRange(content, at, Math.min(content.length, at + BLOCK))));
    }
    return leaves.toByteArray();
  }
}
