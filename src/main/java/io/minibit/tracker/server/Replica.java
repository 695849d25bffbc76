package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.AnnounceEvent;
import io.minibit.tracker.protocol.PeerAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The tables of a tracker as other trackers see them: takes in what those were told, and gives out
 * all that is in here for one that is new.
 *
 * <p>Not thread-safe: one owner.
 */
public final class Replica {
  /** The cursor of a dump that was not begun. */
  public static final long BEGIN = 0;

  /** The cursor of one that is complete. */
  public static final long END = -1;

  private final SwarmTable swarms;
  private final NameTable names;
  private final AnnounceCall call = new AnnounceCall();
  private final PeerDraw nobody;

  /** Of these tables. */
  public Replica(SwarmTable swarms, NameTable names, RandomGenerator random) {
    this.swarms = swarms;
    this.names = names;
    this.nobody = new PeerDraw(random);
  }

  /** A part of a dump, and the cursor of the next one. */
  public record Page(long next, ByteBuffer changes) {}

  /**
   * Takes in a batch of another tracker's {@link ChangeLog}. What makes no sense ends the reading:
   * it is of a tracker of another version.
   */
  public void apply(byte[] batch, long now) {
    ByteBuffer bytes = ByteBuffer.wrap(batch);
    nobody.want(0, null, null);
    try {
      while (bytes.hasRemaining()) {
        int kind = bytes.get();
        byte[] address =
            new byte[(kind & ChangeLog.IPV6) != 0 ? ChangeLog.IPV6_BYTES : ChangeLog.IPV4_BYTES];
        bytes.get(address);
        if ((kind & ChangeLog.NAME) != 0) {
          byte[] message = new byte[bytes.getShort() & 0xffff];
          bytes.get(message);
          NameServer.replay(names, new PeerAddress(inet(address), 1), message, now);
        } else if (!announce(bytes, inet(address), (kind & ChangeLog.SEEDER) != 0, now)) {
          return;
        }
      }
    } catch (BufferUnderflowException cut) {
      return;
    }
  }

  /**
   * Gives out a part of all that is in the tables.
   *
   * @param cursor {@link #BEGIN}, then what the part before said
   */
  public Page dump(long cursor) {
    ChangeLog log = new ChangeLog();
    if (cursor == BEGIN) {
      names.dump(log);
    }
    long next = cursor;
    while (next != END && !log.isFull()) {
      next = swarms.dump(next, call, log);
    }
    return new Page(next, ByteBuffer.wrap(log.take()));
  }

  private boolean announce(ByteBuffer bytes, InetAddress source, boolean seeder, long now) {
    int port = bytes.getShort() & 0xffff;
    byte[] infoHash = new byte[InfoHash.V1_LENGTH];
    bytes.get(infoHash);
    call.address(source);
    call.infoHash(ByteBuffer.wrap(infoHash), 0);
    AnnounceEvent event = AnnounceEvent.at(bytes.get());
    if (port == 0 || event == null) {
      return false;
    }
    call.peer(port, seeder, event);
    swarms.announce(call, nobody, now);
    return true;
  }

  private static InetAddress inet(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException wrongLength) {
      throw new IllegalArgumentException(wrongLength);
    }
  }
}
