package io.minibit.storage;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What the disk and the digests did for all transfers of a process since the start, for those who
 * watch over a node. Counts never go down. Safe for use by many threads.
 */
public final class StorageFigures {
  private final LongSupplier nanos;
  private final Tally reads = new Tally();
  private final Tally writes = new Tally();
  private final Tally syncs = new Tally();
  private final Tally hashing = new Tally();
  private final LongAdder verified = new LongAdder();
  private final LongAdder failedPieces = new LongAdder();
  private final LongAdder failedBlocks = new LongAdder();

  /**
   * All zero.
   *
   * @param nanos a time that never goes back
   */
  public StorageFigures(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Reads of files: of blocks for peers, of pieces that are checked. */
  public Tally reads() {
    return reads;
  }

  /** Writes of blocks to files. */
  public Tally writes() {
    return writes;
  }

  /** Checkpoints that made written files durable. */
  public Tally syncs() {
    return syncs;
  }

  /**
   * Digests taken of content that came in or was checked. Bytes of a hybrid count twice, since both
   * halves are.
   */
  public Tally hashing() {
    return hashing;
  }

  /** Pieces that came in whole and were what the torrent says. */
  public long verifiedPieces() {
    return verified.sum();
  }

  /** Pieces that came in whole and were not. */
  public long failedPieces() {
    return failedPieces.sum();
  }

  /** Blocks that their own hash gave away before the piece was whole (BEP 52). */
  public long failedBlocks() {
    return failedBlocks.sum();
  }

  long now() {
    return nanos.getAsLong();
  }

  long since(long begun) {
    return nanos.getAsLong() - begun;
  }

  void judged(WriteOutcome outcome) {
    switch (outcome) {
      case PIECE_VERIFIED -> verified.increment();
      case PIECE_CORRUPT -> failedPieces.increment();
      case BLOCK_CORRUPT -> failedBlocks.increment();
      case STORED, DUPLICATE -> {}
    }
  }
}
