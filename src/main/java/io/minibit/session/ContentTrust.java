package io.minibit.session;

/** How much is believed of the content on disk when a torrent transfer begins to run. */
enum ContentTrust {
  /** All: the torrent has just been made of it. */
  ALL,
  /** What was remembered of it, as far as nobody changed it since. */
  REMEMBERED,
  /** Nothing: all of it is looked at. */
  NONE
}
