package io.minibit.swarm;

/**
 * Neighbouring blocks of one piece that one request asks for, packed into a long so that hot paths
 * allocate nothing: piece (21 bits, {@code PieceGeometry.MAX_PIECES}), first block (16 bits, since
 * the largest piece has 32,767 blocks), number of blocks (8 bits). One block is 16 KiB; more than
 * one is asked for only where the peer agreed to larger requests.
 */
final class BlockRun {
  /** No run. */
  static final long NONE = -1;

  private BlockRun() {}

  static long of(int piece, int block, int count) {
    return (long) piece << 24 | (long) block << 8 | count;
  }

  static int piece(long run) {
    return (int) (run >>> 24);
  }

  static int block(long run) {
    return (int) (run >>> 8) & 0xFFFF;
  }

  static int count(long run) {
    return (int) run & 0xFF;
  }

  static boolean covers(long run, int piece, int block) {
    int first = block(run);
    return piece(run) == piece && block >= first && block < first + count(run);
  }
}
