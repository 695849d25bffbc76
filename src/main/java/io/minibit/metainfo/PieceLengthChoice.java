package io.minibit.metainfo;

/**
 * Chooses a piece length for new torrents.
 *
 * <p>About two thousand pieces make a small torrent file and still let a swarm trade from early on.
 * Beyond 16 MiB a piece takes too long to come whole. Where files begin pieces of their own, pieces
 * are kept small against the files, since a gap after each file is hashed as padding.
 */
final class PieceLengthChoice {
  private static final int PIECES_WANTED = 2048;
  private static final int LARGEST_WANTED = 16 << 20;

  /** Pieces that an average file should have at least, where files are aligned. */
  private static final int PIECES_PER_FILE = 4;

  private PieceLengthChoice() {}

  /**
   * Chooses.
   *
   * @param totalLength bytes of all files
   * @param files how many there are
   * @param aligned whether each file begins a piece
   * @return a power of two
   */
  static int choose(long totalLength, int files, boolean aligned) {
    long length = BuildSettings.MIN_PIECE_LENGTH;
    while (length < LARGEST_WANTED && length * PIECES_WANTED < totalLength) {
      length *= 2;
    }
    while (aligned
        && files > 1
        && length > BuildSettings.MIN_PIECE_LENGTH
        && length * PIECES_PER_FILE > totalLength / files) {
      length /= 2;
    }
    while (length < BuildSettings.MAX_PIECE_LENGTH
        && totalLength / length + (aligned ? files : 1) > PieceGeometry.MAX_PIECES) {
      length *= 2;
    }
    return (int) length;
  }
}
