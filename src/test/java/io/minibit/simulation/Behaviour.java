package io.minibit.simulation;

/** How a node treats others. */
enum Behaviour {
  HONEST,
  /** Now and then sends a block that is not what it should be. */
  LIAR,
  /** Unchokes and never sends. */
  STALLER,
  /** Never unchokes anybody. */
  FREE_RIDER
}
