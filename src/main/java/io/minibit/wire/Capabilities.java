package io.minibit.wire;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a handshake's eight reserved bytes promise. Bits that nobody here knows are ignored.
 *
 * @param all those that are set
 */
public record Capabilities(Set<Capability> all) {
  /** What this client always promises. */
  public static final Capabilities OURS =
      new Capabilities(EnumSet.of(Capability.EXTENDED, Capability.FAST));

  /** One promise: a bit of a reserved byte. */
  public enum Capability {
    /** The extension protocol (BEP 10). */
    EXTENDED(5, 0x10),
    /** The distributed hash table (BEP 5). */
    DHT(7, 0x01),
    /** The fast extension (BEP 6). */
    FAST(7, 0x04),
    /** A hybrid torrent's other half is spoken too (BEP 52). */
    V2_UPGRADE(7, 0x10);

    private final int index;
    private final int mask;

    Capability(int index, int mask) {
      this.index = index;
      this.mask = mask;
    }
  }

  public Capabilities {
    all = Set.copyOf(all);
  }

  /** Reads eight reserved bytes. */
  static Capabilities of(byte[] reserved) {
    EnumSet<Capability> set = EnumSet.noneOf(Capability.class);
    for (Capability capability : Capability.values()) {
      if ((reserved[capability.index] & capability.mask) != 0) {
        set.add(capability);
      }
    }
    return new Capabilities(set);
  }

  /** Whether it is promised. */
  public boolean has(Capability capability) {
    return all.contains(capability);
  }

  /** The same and one more. */
  public Capabilities with(Capability more) {
    EnumSet<Capability> set = EnumSet.of(more);
    set.addAll(all);
    return new Capabilities(set);
  }

  byte[] toBytes() {
    byte[] reserved = new byte[8];
    for (Capability capability : all) {
      reserved[capability.index] |= (byte) capability.mask;
    }
    return reserved;
  }
}
