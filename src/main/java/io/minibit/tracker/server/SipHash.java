package io.minibit.tracker.server;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a short keyed hash whose outcomes tell nothing about
 * its key, cheap enough for every datagram.
 */
final class SipHash {
  private static final int BYTES = 24;

  private final long k0;
  private final long k1;

  SipHash(long k0, long k1) {
    this.k0 = k0;
    this.k1 = k1;
  }

  /** The hash of the 24 bytes of three words, each little-endian. */
  long hash(long first, long second, long third) {
    Rounds rounds = new Rounds(k0, k1);
    rounds.absorb(first);
    rounds.absorb(second);
    rounds.absorb(third);
    rounds.absorb((long) BYTES << 56);
    return rounds.finish();
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
