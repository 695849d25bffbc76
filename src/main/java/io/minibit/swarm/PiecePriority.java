package io.minibit.swarm;

/** How much a piece is wanted. Rarity decides among pieces of one priority only. */
public enum PiecePriority {
  /** Not asked for; what arrived of it stays. */
  UNWANTED(0),
  /** Asked for when nothing better is to be had. */
  LOW(1),
  /** The default. */
  NORMAL(2),
  /** Asked for first. */
  HIGH(3);

  /** How many there are. */
  static final int LEVELS = 4;

  private final byte level;

  PiecePriority(int level) {
    this.level = (byte) level;
  }

  /** 0 for unwanted, the higher the sooner. */
  byte level() {
    return level;
  }
}
