package io.minibit.tracker.server;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * What a tracker was told, to be told on to others who serve the same swarms and names; they take
 * it in with a {@link Replica}. Announces are packed, messages of the name protocol are as they
 * came:
 *
 * <pre>
 * announce  1 kind   4 or 16 address   2 port   20 info hash   1 event
 * name      1 kind   4 or 16 address   2 length   message
 * </pre>
 *
 * The kind says which, whether the address is IPv6, and whether the peer has all.
 *
 * <p>Not thread-safe: one owner.
 */
public final class ChangeLog {
  static final int NAME = 1;
  static final int IPV6 = 2;
  static final int SEEDER = 4;

  static final int IPV4_BYTES = 4;
  static final int IPV6_BYTES = 16;

  /** Bytes of one batch, about: a message that is quickly read, and few of them. */
  static final int BATCH_BYTES = 64 * 1024;

  /** What may wait; 100,000 announces. What is dropped beyond is announced again some day. */
  private static final int MAX_BYTES = 4 << 20;

  private static final int ANNOUNCE_BYTES = 24;

  private ByteBuffer log = ByteBuffer.allocate(BATCH_BYTES);
  private long dropped;

  /** Notes an announce that the table has taken. */
  void announced(AnnounceCall call) {
    int kind = (call.isIpv6() ? IPV6 : 0) | (call.isSeeder() ? SEEDER : 0);
    if (reserve(ANNOUNCE_BYTES + (call.isIpv6() ? IPV6_BYTES : IPV4_BYTES))) {
      log.put((byte) kind);
      if (call.isIpv6()) {
        log.putLong(call.high()).putLong(call.low());
      } else {
        log.putInt((int) call.low());
      }
      log.putShort((short) call.port())
          .putLong(call.hashHead())
          .putLong(call.hashMiddle())
          .putInt(call.hashTail())
          .put((byte) call.event().code());
    }
  }

  /** Notes a message of the name protocol. */
  void named(InetAddress source, byte[] message) {
    byte[] address = source.getAddress();
    if (reserve(3 + address.length + message.length)) {
      log.put((byte) (NAME | (address.length == IPV6_BYTES ? IPV6 : 0)))
          .put(address)
          .putShort((short) message.length)
          .put(message);
    }
  }

  /** Takes all that was noted since the last time; empty when that is nothing. */
  public byte[] take() {
    byte[] taken = new byte[log.position()];
    log.flip().get(taken);
    // A burst is over; what it needed is given back.
    log = log.capacity() > BATCH_BYTES ? ByteBuffer.allocate(BATCH_BYTES) : log.clear();
    return taken;
  }

  /** Whether there is enough for a batch. */
  public boolean isFull() {
    return log.position() >= BATCH_BYTES;
  }

  /** What found no room, since the start. */
  public long dropped() {
    return dropped;
  }

  private boolean reserve(int bytes) {
    if (log.remaining() < bytes) {
      if (log.position() + bytes > MAX_BYTES) {
        dropped++;
        return false;
      }
      log = ByteBuffer.allocate(2 * log.capacity()).put(log.flip());
    }
    return true;
  }
}
