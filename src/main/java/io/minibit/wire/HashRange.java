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

  // By hand: Java spins the code of generated ones when they are first called, a part of each
  // start.
  @Override
  public boolean equals(Object other) {
    return other instanceof HashRange range
        && baseLayer == range.baseLayer
        && index == range.index
        && length == range.length
        && proofLayers == range.proofLayers
        && piecesRoot.equals(range.piecesRoot);
  }

  @Override
  public int hashCode() {
    int place = (31 * baseLayer + index) * 31 + length;
    return (31 * piecesRoot.hashCode() + place) * 31 + proofLayers;
  }
}
