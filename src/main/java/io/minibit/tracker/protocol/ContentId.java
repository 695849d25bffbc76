package io.minibit.tracker.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What tells two contents under one name apart: an info hash in lower-case hex, 40 digits of the
 * SHA-1 of BEP 3 or 64 of the SHA-256 of BEP 52.
 *
 * @param hex lower-case; upper-case is taken and lowered
 */
public record ContentId(String hex) {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** Checks and lowers. */
  public ContentId {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!HASH.matcher(hex).matches()) {
      throw new IllegalArgumentException("not an info hash of 40 or 64 hex digits");
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
