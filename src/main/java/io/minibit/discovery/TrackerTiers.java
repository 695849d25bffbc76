package io.minibit.discovery;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * In which order trackers are asked (BEP 12): tier by tier; inside a tier by chance, until one
 * answers, which from then on comes first in it. A tracker that told when to come back (BEP 31) is
 * passed over until then.
 *
 * <p>No I/O. Times are milliseconds of any clock that never goes back.
 */
final class TrackerTiers {
  /** A torrent that names more is not asking for peers. */
  static final int MAX_TRACKERS = 64;

  private final List<List<TrackerUrl>> tiers = new ArrayList<>();
  private final Map<TrackerUrl, Long> notBefore = new HashMap<>();
  private final Set<TrackerUrl> gone = new HashSet<>();
  private final Set<TrackerUrl> known = new HashSet<>();
  private final RandomGenerator random;

  /**
   * The order of a torrent's trackers.
   *
   * @param tiers each tracker counts where it comes first; those past {@link #MAX_TRACKERS} do not
   */
  TrackerTiers(List<List<TrackerUrl>> tiers, RandomGenerator random) {
    this.random = random;
    add(tiers);
  }

  /** More of them, behind the others. */
  void add(List<List<TrackerUrl>> more) {
    for (List<TrackerUrl> given : more) {
      List<TrackerUrl> tier = new ArrayList<>();
      for (TrackerUrl tracker : given) {
        if (known.size() < MAX_TRACKERS && known.add(tracker)) {
          tier.add(tracker);
        }
      }
      for (int i = tier.size() - 1; i > 0; i--) {
        Collections.swap(tier, i, random.nextInt(i + 1));
      }
      tiers.add(tier);
    }
  }

  /** All that may be asked now, in their order. */
  List<TrackerUrl> order(long now) {
    List<TrackerUrl> order = new ArrayList<>();
    for (List<TrackerUrl> tier : tiers) {
      for (TrackerUrl tracker : tier) {
        if (!gone.contains(tracker) && notBefore.getOrDefault(tracker, now) <= now) {
          order.add(tracker);
        }
      }
    }
    return order;
  }

  /** All, tier by tier, but for those that told never to come back. */
  List<TrackerUrl> all() {
    return tiers.stream().flatMap(List::stream).filter(url -> !gone.contains(url)).toList();
  }

  /** It answered. */
  void succeeded(TrackerUrl tracker) {
    for (List<TrackerUrl> tier : tiers) {
      if (tier.remove(tracker)) {
        tier.add(0, tracker);
      }
    }
  }

  /** It shall not be asked until then. */
  void postpone(TrackerUrl tracker, long until) {
    notBefore.put(tracker, until);
  }

  /** It shall never be asked again. */
  void remove(TrackerUrl tracker) {
    gone.add(tracker);
  }

  /** Whether all of them told never to come back, or there is none. */
  boolean isEmpty() {
    return tiers.stream().allMatch(gone::containsAll);
  }
}
