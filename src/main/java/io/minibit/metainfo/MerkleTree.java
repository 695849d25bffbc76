package io.minibit.metainfo;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The hash tree of one file (BEP 52), from one of its layers up to the root.
 *
 * <p>Layers are counted from the leaves, which are the SHA-256 hashes of the file's 16 KiB blocks:
 * layer 0. A layer is one array of 32-byte hashes and holds the nodes that cover some of the file;
 * what is missing to the next power of two is {@linkplain #padding padding} and kept nowhere.
 * Immutable.
 */
public final class MerkleTree {
  private static final int HASH = InfoHash.V2_LENGTH;

  /** More than the 2^49 blocks that the longest file can have. */
  private static final int MAX_HEIGHT = 50;

  /** As they were first asked for: before Java has compiled the digest, all of them take 20 ms. */
  private static final AtomicReferenceArray<byte[]> PADDING =
      new AtomicReferenceArray<>(MAX_HEIGHT);

  private final int base;
  private final byte[][] layers;

  private MerkleTree(int base, byte[][] layers) {
    this.base = base;
    this.layers = layers;
  }

  /**
   * Builds the tree above a layer.
   *
   * @param layer its hashes, without padding, at least one
   * @param base which layer it is, 0 for the leaves
   * @throws IllegalArgumentException if the layer is empty or has half a hash
   */
  public static MerkleTree over(byte[] layer, int base) {
    if (layer.length == 0 || layer.length % HASH != 0) {
      throw new IllegalArgumentException("a layer of " + layer.length + " bytes");
    }
    byte[][] layers = new byte[heightOver(layer.length / HASH) + 1][];
    layers[0] = layer.clone();
    MessageDigest sha256 = Digests.sha256();
    for (int i = 1; i < layers.length; i++) {
      layers[i] = parents(layers[i - 1], base + i - 1, sha256);
    }
    return new MerkleTree(base, layers);
  }

  /** How many layers are above one of the given number of nodes until a single node is left. */
  public static int heightOver(long nodes) {
    return nodes <= 1 ? 0 : 64 - Long.numberOfLeadingZeros(nodes - 1);
  }

  /** How many layers are above the leaves of a file, or of a piece, of the given length. */
  public static int heightOfBytes(long length) {
    int block = PieceGeometry.BLOCK_LENGTH;
    return heightOver(length / block + (length % block == 0 ? 0 : 1));
  }

  /** A copy of the node of a layer that covers nothing of the file. */
  static byte[] padding(int layer) {
    return paddingOf(layer).clone();
  }

  static void updatePadding(int layer, MessageDigest sha256) {
    sha256.update(paddingOf(layer));
  }

  /** The root over a layer that is padded to the next power of two. */
  public static byte[] root(byte[] layer, int base) {
    byte[] nodes = layer;
    MessageDigest sha256 = Digests.sha256();
    for (int at = base; nodes.length > HASH; at++) {
      nodes = parents(nodes, at, sha256);
    }
    return nodes.clone();
  }

  /** The root of the tree. */
  public byte[] root() {
    return layers[layers.length - 1].clone();
  }

  /** Which layer the root is. */
  public int height() {
    return base + layers.length - 1;
  }

  /**
   * What answers a hash request: nodes of one layer, then the uncles that prove them, lowest first.
   * Nodes past the end of the file are padding.
   *
   * @param layer which layer the nodes are of
   * @param index the first node, a multiple of the length
   * @param length how many nodes, a power of two
   * @param proofLayers how many layers above are asked for, counting those that are left out
   *     because the nodes themselves tell them
   * @throws IndexOutOfBoundsException if the tree has no such layer or nodes
   * @throws IllegalArgumentException if the length is no power of two or the index no multiple of
   *     it
   */
  public byte[] proof(int layer, int index, int length, int proofLayers) {
    Objects.checkIndex(layer - base, layers.length);
    Objects.checkFromIndexSize(index, length, 1 << (height() - layer));
    if (Integer.bitCount(length) != 1 || index % length != 0) {
      throw new IllegalArgumentException("nodes " + index + " and " + length + " on");
    }
    int top = layer + heightOver(length);
    int uncles = Math.max(0, Math.min(layer + proofLayers, height() - 1) - top + 1);
    byte[] answer = new byte[(length + uncles) * HASH];
    for (int i = 0; i < length; i++) {
      copyNode(layer, index + i, answer, i * HASH);
    }
    for (int i = 0; i < uncles; i++) {
      int uncle = ((index / length) >> i) ^ 1;
      copyNode(top + i, uncle, answer, (length + i) * HASH);
    }
    return answer;
  }

  /**
   * Whether nodes with their uncles up to the root belong to a tree.
   *
   * @param root the tree's root
   * @param index the first node's place in its layer, a multiple of the length
   * @param length how many nodes, a power of two
   * @param answer the nodes, then the uncles, as {@link #proof} gives them
   */
  public static boolean proves(byte[] root, int index, int length, byte[] answer) {
    if (length < 1 || answer.length < length * HASH || answer.length % HASH != 0) {
      return false;
    }
    MessageDigest sha256 = Digests.sha256();
    byte[] node = Arrays.copyOf(answer, length * HASH);
    while (node.length > HASH) {
      node = parents(node, 0, sha256);
    }
    int place = index / length;
    for (int at = length * HASH; at < answer.length; at += HASH, place >>= 1) {
      if ((place & 1) == 0) {
        sha256.update(node);
        sha256.update(answer, at, HASH);
      } else {
        sha256.update(answer, at, HASH);
        sha256.update(node);
      }
      node = sha256.digest();
    }
    return place == 0 && Arrays.equals(root, node);
  }

  private void copyNode(int layer, int index, byte[] to, int at) {
    byte[] nodes = layers[layer - base];
    if (index < nodes.length / HASH) {
      System.arraycopy(nodes, index * HASH, to, at, HASH);
    } else {
      System.arraycopy(paddingOf(layer), 0, to, at, HASH);
    }
  }

  private static byte[] parents(byte[] nodes, int layer, MessageDigest sha256) {
    int count = nodes.length / HASH;
    byte[] parents = new byte[(count + 1) / 2 * HASH];
    for (int i = 0; i < count; i += 2) {
      if (i + 1 < count) {
        sha256.update(nodes, i * HASH, 2 * HASH);
      } else {
        sha256.update(nodes, i * HASH, HASH);
        sha256.update(paddingOf(layer));
      }
      System.arraycopy(sha256.digest(), 0, parents, i / 2 * HASH, HASH);
    }
    return parents;
  }

  private static byte[] paddingOf(int layer) {
    byte[] known = PADDING.get(layer);
    if (known != null) {
      return known;
    }
    byte[] padding = new byte[HASH];
    if (layer > 0) {
      byte[] below = paddingOf(layer - 1);
      MessageDigest sha256 = Digests.sha256();
      sha256.update(below);
      padding = sha256.digest(below);
    }
    // Another thread may do the same at the same time, and finds the same.
    PADDING.set(layer, padding);
    return padding;
  }
}
