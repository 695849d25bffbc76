package io.minibit.api;

import java.util.List;

/**
 * The answer to {@code names} of a tracker.
 *
 * @param names sorted
 * @param more whether there are more than these; ask with a longer prefix
 */
public record NameList(List<String> names, boolean more) {
  public NameList {
    names = List.copyOf(names);
  }
}
