package io.minibit.storage;

/** What the hashes say of the bytes of a piece. */
enum Verdict {
  GOOD,
  BAD,
  /** A hybrid torrent whose one half accepts the piece and whose other half does not. */
  HALVES_DIFFER
}
