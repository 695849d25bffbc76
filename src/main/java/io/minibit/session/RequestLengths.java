package io.minibit.session;

import io.minibit.wire.Limits;

/**
 * How long the requests of one connection may be, each way: 16 KiB as everywhere, and longer ones
 * between peers that both say so. What a peer may ask us for is free to it: the answer is read from
 * the disk when it can be sent. What we may ask for costs memory, since a frame that has begun
 * holds a buffer of its length however slowly the rest comes. So a peer is asked for longer blocks
 * only after it has delivered the longest that it was asked for, and only while there is memory
 * left for all of them together.
 */
final class RequestLengths {
  /**
   * Bytes that one request may ask us for, where the peer says the same of itself. Two reads of a
   * fast socket; with 1 MiB, whole pieces of many torrents, fewer peers can share the same memory.
   */
  static final int MOST = 512 * 1024;

  /** Who delivered the longest that it was asked for is asked for so many times as much. */
  private static final int GROWTH = 8;

  private int served = Limits.BLOCK;
  private int asked = Limits.BLOCK;

  /** The peer says how much it serves in one answer. Never less than before: some may be asked. */
  void offered(int bytes) {
    served = Math.max(served, Math.min(bytes, MOST));
  }

  /** Bytes that one request of the peer may ask us for. */
  int served() {
    return served;
  }

  /** Bytes that one request of ours may ask the peer for. */
  int asked() {
    return asked;
  }

  /**
   * A block that was asked for has come.
   *
   * @param memory for the long blocks of all connections; taken from until this one has ended
   * @return whether longer ones may be asked for from now on
   */
  boolean delivered(int length, ByteBudget memory) {
    int next = Math.min(served, asked * GROWTH);
    if (length < asked || next == asked || memory.isUsedUp()) {
      return false;
    }
    memory.take(next - asked);
    asked = next;
    return true;
  }

  /** The connection has ended, and so have all answers that were under way. */
  void ended(ByteBudget memory) {
    memory.release(asked - Limits.BLOCK);
    asked = Limits.BLOCK;
  }
}
