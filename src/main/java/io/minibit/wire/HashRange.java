package io.minibit.wire;

/**
 * Hashes of a file's merkle tree, as they are asked for (BEP 52).
 *
 * @param piecesRoot of the file, 32 bytes
 * @param baseLayer layers above the leaves
 * @param index of the first, in that layer
 * @param length how many
 * @param proofLayers how many layers of uncles above
 */
public record HashRange(
    ByteString piecesRoot, int baseLayer, int index, int length, int proofLayers) {
  static final int ROOT_LENGTH = 32;

  public HashRange {
    if (piecesRoot.length() != ROOT_LENGTH) {
      throw new IllegalArgumentException("a pieces root has 32 bytes, not " + piecesRoot.length());
    }
  }
}
