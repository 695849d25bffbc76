package io.minibit.tracker.server;

import java.util.random.RandomGenerator;

/**
 * Connection ids (BEP 15) without memory: a keyed hash over the client's address and the minute, so
 * that only who receives at an address can know its id, and a flood of requests leaves nothing
 * behind. The port is not part of it, since address translators change that between two packets.
 *
 * <p>An id is good for the rest of its minute and the two that follow: 2 minutes at least, as BEP
 * 15 promises, and 3 at most. None begins with the byte 0x7B, which marks a message of the name
 * protocol on the same socket.
 */
public final class ConnectionIds {
  private static final long EPOCH_MILLIS = 60_000;
  private static final int EPOCHS = 3;
  private static final int OPENING_BRACE = 0x7B;

  private final SipHash hash;

  /**
   * Ids under a new key.
   *
   * @param secrets of cryptographic quality: whoever guesses the key can forge any source
   */
  public ConnectionIds(RandomGenerator secrets) {
    this.hash = new SipHash(secrets.nextLong(), secrets.nextLong());
  }

  /** The id of a client. */
  long issue(AnnounceCall client, long now) {
    return id(client, epoch(now));
  }

  /** Whether the client was given this id and it is still good. */
  boolean accepts(long id, AnnounceCall client, long now) {
    long epoch = epoch(now);
    for (int age = 0; age < EPOCHS; age++) {
      if (id(client, epoch - age) == id) {
        return true;
      }
    }
    return false;
  }

  private static long epoch(long now) {
    return Math.floorDiv(now, EPOCH_MILLIS);
  }

  private long id(AnnounceCall client, long epoch) {
    long id = hash.hash(client.high(), client.low(), (epoch << 1) | (client.isIpv6() ? 1 : 0));
    return id >>> 56 == OPENING_BRACE ? ~id : id;
  }
}
