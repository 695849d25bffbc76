package io.minibit.tracker.server;

import java.util.random.RandomGenerator;

/**
 * Connection ids (BEP 15) without memory: a keyed hash over the client's address and the minute, so
 * that only who receives at an address can know its id, and a flood of requests leaves nothing
 * behind. The port is not part of it, since address translators change that between two packets.
 *
 * <p>An id is good for the rest of its minute and the two that follow: 2 minutes at least, as BEP
 * 15 promises, and 3 at most; a lenient tracker takes it for 5 to 6, since there are clients that
 * keep theirs for so long. None begins with the byte 0x7B, which marks a message of the name
 * protocol on the same socket.
 *
 * <p>Trackers that share a key take one another's ids, if their clocks differ by less than a
 * minute. Thread-safe.
 */
public final class ConnectionIds {
  private static final long EPOCH_MILLIS = 60_000;
  private static final int STRICT_EPOCHS = 3;
  private static final int LENIENT_EPOCHS = 6;
  private static final int OPENING_BRACE = 0x7B;

  private final int epochs;
  private volatile Key key;

  /**
   * Ids under a key of their own.
   *
   * @param lenient whether an id is good for longer than BEP 15 says
   * @param secrets of cryptographic quality: whoever guesses the key can forge any source
   */
  public ConnectionIds(boolean lenient, RandomGenerator secrets) {
    this.epochs = lenient ? LENIENT_EPOCHS : STRICT_EPOCHS;
    this.key = new Key(new SipHash(secrets.nextLong(), secrets.nextLong()), 0);
  }

  private record Key(SipHash hash, long clockOffset) {
    long epoch(long now) {
      return Math.floorDiv(now + clockOffset, EPOCH_MILLIS);
    }

    long id(AnnounceCall client, long epoch) {
      long id = hash.hash(client.high(), client.low(), (epoch << 1) | (client.isIpv6() ? 1 : 0));
      return id >>> 56 == OPENING_BRACE ? ~id : id;
    }
  }

  /**
   * From now on ids are those of all who have this key, and older ones are not taken any more.
   *
   * @param clockOffset to be added to the time of this tracker for the time that all have
   */
  public void share(long first, long second, long clockOffset) {
    key = new Key(new SipHash(first, second), clockOffset);
  }

  /** The id of a client. */
  long issue(AnnounceCall client, long now) {
    Key current = key;
    return current.id(client, current.epoch(now));
  }

  /** Whether the client was given this id and it is still good. */
  boolean accepts(long id, AnnounceCall client, long now) {
    Key current = key;
    long epoch = current.epoch(now);
    for (int age = 0; age < epochs; age++) {
      if (current.id(client, epoch - age) == id) {
        return true;
      }
    }
    // Of a tracker whose clock is a little ahead.
    return current.id(client, epoch + 1) == id;
  }
}
