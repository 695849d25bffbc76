package io.minibit.session;

import io.minibit.wire.Limits;

/**
 * How long the requests of one connection may be, each way: 16 KiB as everywhere, and longer ones
 * between peers that both say so. What a peer may ask us for is free to it: the answer is sent from
 * its file. What we may ask for costs memory, since a frame that has begun holds a buffer of its
 * length however slowly the rest comes. So a peer is asked for longer blocks only after it has
 * delivered the longest that it was asked for, and only while there is memory left for all of them
 * together.
 */
final class RequestLengths {
  /**
   * Bytes that one request may ask us for, where the peer says the same of itself. Two reads of a
   * fast socket; with 1 MiB, whole pieces of many torrents, fewer peers can share the same memory.
   */
  static final int MOST = 512 * 1024;

  /**
   * The same where the payload is in cipher: such a block is put into memory whole, and no peer is
   * to hold much of that by asking and not reading.
   */
  static final int MOST_IN_CIPHER = BlockReader.SERVED_ANYWAY;

  /** Who delivered the longest that it was asked for is asked for so many times as much. */
  private static final int GROWTH = 8;

  private final int most;
  private int served = Limits.BLOCK;
  private int asked = Limits.BLOCK;

  /**
   * Those of one connection, at their shortest.
   *
   * @param encrypted whether its payload is in cipher
   */
  RequestLengths(boolean encrypted) {
    most = encrypted ? MOST_IN_CIPHER : MOST;
  }

  /** Bytes that one request may ask us for, as we say to the peer. */
  int most() {
    return most;
  }

  /** The peer says how much it serves in one answer. Never less than before: some may be asked. */
  void offered(int bytes) {
    served = Math.max(served, Math.min(bytes, most));
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
