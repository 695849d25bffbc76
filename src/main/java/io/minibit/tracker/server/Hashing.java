package io.minibit.tracker.server;

/**
 * Spreads bits for the tables in here. Who does not know what went in cannot aim what comes out.
 */
final class Hashing {
  private Hashing() {}

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): each bit in moves half of those out. */
  static long mix(long value) {
    long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
