package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  /** The root as the BEP words it: all leaves to the next power of two, then pair by pair. */
  private static byte[] simpleRoot(byte[] leaves, int height) {
    byte[] nodes = Arrays.copyOf(leaves, 32 << height);
    MessageDigest sha256 = Digests.sha256();
    while (nodes.length > 32) {
      byte[] above = new byte[nodes.length / 2];
      for (int i = 0; i < nodes.length; i += 64) {
        sha256.update(nodes, i, 64);
        System.arraycopy(sha256.digest(), 0, above, i / 2, 32);
      }
      nodes = above;
    }
    return nodes;
  }

  private static byte[] leaves(int count, long seed) {
    byte[] leaves = new byte[32 * count];
    new Random(seed).nextBytes(leaves);
    return leaves;
  }

  @Test
  void paddingGrowsFromZeros() {
    assertThat(MerkleTree.padding(0)).containsOnly(0);
    // SHA-256 of 64 zero bytes.
    assertThat(HexFormat.of().formatHex(MerkleTree.padding(1)))
        .isEqualTo("f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
  }

  @Test
  void heightsOfFiles() {
    assertThat(MerkleTree.heightOfBytes(1)).isZero();
    assertThat(MerkleTree.heightOfBytes(16384)).isZero();
    assertThat(MerkleTree.heightOfBytes(16385)).isEqualTo(1);
    assertThat(MerkleTree.heightOfBytes(5 * 16384)).isEqualTo(3);
    assertThat(MerkleTree.heightOver(1L << 40)).isEqualTo(40);
    assertThat(MerkleTree.heightOver((1L << 40) + 1)).isEqualTo(41);
  }

  /** "If a piece size of 128KiB is used then 3rd layer up from the leaf hashes is used." */
  @Test
  void thePieceLayerIsAsFarUpAsTheBepSays() {
    assertThat(MerkleTree.heightOfBytes(16 * 1024)).isZero();
    assertThat(MerkleTree.heightOfBytes(128 * 1024)).isEqualTo(3);
  }

  @Test
  void aLayerOfHalfAHashOrNoneIsRefused() {
    assertThatThrownBy(() -> MerkleTree.over(new byte[33], 0)).hasMessageContaining("33 bytes");
    assertThatThrownBy(() -> MerkleTree.over(new byte[0], 0)).hasMessageContaining("0 bytes");
  }

  @Property(tries = 200)
  void everyWayToTheRootAgrees(
      @ForAll @IntRange(min = 1, max = 70) int count,
      @ForAll @IntRange(min = 0, max = 3) int extraHeight,
      @ForAll long seed) {
    byte[] leaves = leaves(count, seed);
    int height = MerkleTree.heightOver(count);
    MerkleRoot incremental = new MerkleRoot(0);
    for (int i = 0; i < count; i++) {
      incremental.add(leaves, 32 * i);
    }
    byte[] padded = new byte[32];
    incremental.root(height + extraHeight, padded, 0);

    assertThat(padded).isEqualTo(simpleRoot(leaves, height + extraHeight));
    assertThat(MerkleTree.root(leaves, 0)).isEqualTo(simpleRoot(leaves, height));
    assertThat(MerkleTree.over(leaves, 0).root()).isEqualTo(simpleRoot(leaves, height));
  }

  @Property(tries = 200)
  void theRootOverAPieceLayerIsTheRootOverTheLeaves(
      @ForAll @IntRange(min = 1, max = 70) int count,
      @ForAll @IntRange(min = 0, max = 4) int pieceHeight,
      @ForAll long seed) {
    byte[] leaves = leaves(count, seed);
    MerkleRoot piece = new MerkleRoot(0);
    MerkleRoot file = new MerkleRoot(pieceHeight);
    byte[] hash = new byte[32];
    for (int i = 0; i < count; i++) {
      piece.add(leaves, 32 * i);
      if (piece.count() == 1L << pieceHeight || i == count - 1) {
        piece.root(pieceHeight, hash, 0);
        file.add(hash, 0);
        piece.reset();
      }
    }
    byte[] root = new byte[32];
    file.root(MerkleTree.heightOver(file.count()), root, 0);

    int height = Math.max(MerkleTree.heightOver(count), pieceHeight);
    assertThat(root).isEqualTo(simpleRoot(leaves, height));
  }

  @Property(tries = 200)
  void proofsLeadToTheRootAndForgedOnesDoNot(
      @ForAll @IntRange(min = 2, max = 70) int count,
      @ForAll @IntRange(min = 0, max = 6) int lengthLog,
      @ForAll int pick,
      @ForAll long seed) {
    MerkleTree tree = MerkleTree.over(leaves(count, seed), 0);
    int length = Math.min(1 << lengthLog, 1 << tree.height());
    int index = Math.floorMod(pick, (1 << tree.height()) / length) * length;

    byte[] proof = tree.proof(0, index, length, tree.height() - 1);

    assertThat(MerkleTree.proves(tree.root(), index, length, proof)).isTrue();
    // Two nodes of padding side by side are equal, so only real ones have one place alone.
    if (index < count) {
      assertThat(MerkleTree.proves(tree.root(), index ^ length, length, proof)).isFalse();
    }
    byte[] forged = proof.clone();
    forged[Math.floorMod(pick, proof.length)] ^= 1;
    assertThat(MerkleTree.proves(tree.root(), index, length, forged)).isFalse();
  }

  /** The worked case of the BEP's text: the first log2(length)-1 proof layers are left out. */
  @Test
  void proofLayersThatTheNodesTellThemselvesAreLeftOut() {
    MerkleTree tree = MerkleTree.over(leaves(64, 1), 0);

    assertThat(tree.proof(0, 0, 2, 0)).hasSize(32 * 2);
    assertThat(tree.proof(0, 0, 2, 1)).hasSize(32 * 3);
    assertThat(tree.proof(0, 0, 8, 2)).hasSize(32 * 8);
    assertThat(tree.proof(0, 0, 8, 3)).hasSize(32 * 9);
    assertThat(tree.proof(0, 0, 8, 50)).hasSize(32 * (8 + 3));
    assertThat(tree.proof(0, 0, 64, 50)).hasSize(32 * 64);
  }

  @Test
  void nodesPastTheEndOfTheFileArePadding() {
    byte[] leaves = leaves(5, 2);
    MerkleTree tree = MerkleTree.over(leaves, 0);

    byte[] proof = tree.proof(0, 4, 4, 0);

    assertThat(Arrays.copyOf(proof, 32)).isEqualTo(Arrays.copyOfRange(leaves, 128, 160));
    assertThat(Arrays.copyOfRange(proof, 32, 128)).containsOnly(0);
  }

  @Test
  void nodesThatTheTreeDoesNotHaveAreRefused() {
    MerkleTree tree = MerkleTree.over(leaves(5, 3), 2);

    assertThatThrownBy(() -> tree.proof(1, 0, 2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.proof(2, 8, 2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tree.proof(2, 1, 2, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> tree.proof(2, 0, 3, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
