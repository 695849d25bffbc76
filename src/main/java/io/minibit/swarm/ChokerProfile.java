package io.minibit.swarm;

/** Whom to give upload slots. */
public enum ChokerProfile {
  /** Tit-for-tat while downloading, fair turns while seeding: for the open internet. */
  RECIPROCAL,
  /** Everyone who asks: for machines of one owner, where nobody rides free. */
  FLEET
}
