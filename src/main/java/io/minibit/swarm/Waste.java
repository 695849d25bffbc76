package io.minibit.swarm;

/**
 * Bytes that came and were of no use, by cause.
 *
 * @param duplicate had already come from another
 * @param unrequested nobody asked for
 * @param corrupt belonged to pieces that failed their hash
 */
public record Waste(long duplicate, long unrequested, long corrupt) {
  static final Waste NONE = new Waste(0, 0, 0);

  /** All of it. */
  public long total() {
    return duplicate + unrequested + corrupt;
  }

  Waste plusDuplicate(int bytes) {
    return new Waste(duplicate + bytes, unrequested, corrupt);
  }

  Waste plusUnrequested(int bytes) {
    return new Waste(duplicate, unrequested + bytes, corrupt);
  }

  Waste plusCorrupt(int bytes) {
    return new Waste(duplicate, unrequested, corrupt + bytes);
  }
}
