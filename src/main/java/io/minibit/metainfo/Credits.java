package io.minibit.metainfo;

import java.time.Instant;
import java.util.Optional;

/**
 * What a torrent file says of its own making.
 *
 * @param comment free text, empty if there is none
 * @param createdBy the program that made it, empty if it does not say
 * @param created when
 */
public record Credits(String comment, String createdBy, Optional<Instant> created) {
  /** Nothing said. */
  public static final Credits NONE = new Credits("", "", Optional.empty());
}
