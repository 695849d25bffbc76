package io.minibit.session;

import io.minibit.swarm.SwarmSettings;

/** In which order the pieces of a torrent are fetched, or given. */
enum PieceOrder {
  /** What is rare first, which is best for all. */
  RAREST_FIRST,
  /** From the first to the last, for who reads on while they come. */
  IN_SEQUENCE,
  /** Each shown to one peer, until it has come back from another (BEP 16). */
  SUPER_SEEDING;

  SwarmSettings over(SwarmSettings base) {
    return switch (this) {
      case RAREST_FIRST -> base;
      case IN_SEQUENCE -> base.inSequence();
      case SUPER_SEEDING -> base.withSuperSeeding();
    };
  }
}
