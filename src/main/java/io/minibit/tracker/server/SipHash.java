package io.minibit.tracker.server;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash whose outcomes tell nothing about
 * its key, cheap enough for every datagram.
 */
final class SipHash {
  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  long hash(byte[] message) {
    Rounds rounds = new Rounds(k0, k1);
    int whole = message.length & ~7;
    for (int at = 0; at < whole; at += 8) {
      rounds.absorb(word(message, at, 8));
    }
    long last = word(message, whole, message.length - whole);
    rounds.absorb(last | (long) message.length << 56);
    return rounds.finish();
  }

  /** Little-endian. */
  private static long word(byte[] message, int at, int bytes) {
    long word = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      word = word << 8 | (message[at + i] & 0xff);
    }
    return word;
  }

  private static final class Rounds {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    Rounds(long k0, long k1) {
      v0 = k0 ^ 0x736f6d6570736575L;
      v1 = k1 ^ 0x646f72616e646f6dL;
      v2 = k0 ^ 0x6c7967656e657261L;
      v3 = k1 ^ 0x7465646279746573L;
    }

    void absorb(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
    }

    long finish() {
      v2 ^= 0xff;
      for (int i = 0; i < 4; i++) {
        round();
      }
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
