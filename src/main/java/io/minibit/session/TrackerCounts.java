package io.minibit.session;

import io.minibit.discovery.TrackerUrl;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.SwarmCounts;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many are in one torrent's swarm, as each of its trackers says: in answers to announces, and
 * where there was none lately and somebody wants to know, to a scrape (BEP 48, BEP 15). Of a hybrid
 * the swarm of the hash under which more are known counts, since most are in both. Confined to the
 * context of the torrent.
 */
final class TrackerCounts {
  private static final Logger log = LoggerFactory.getLogger(TrackerCounts.class);

  /** For so long what a tracker said is good, and it is not asked again whatever came of it. */
  static final long FRESH_MILLIS = 5 * 60_000;

  /** Asks a tracker for its counts of swarms, which it gives by hashes of 20 bytes. */
  interface Scraper {
    Future<Map<InfoHash, SwarmCounts>> scrape(TrackerUrl tracker, List<InfoHash> hashes);
  }

  private final List<InfoHash> hashes = new ArrayList<>();
  private final Scraper scraper;
  private final LongSupplier clock;
  private final Map<TrackerUrl, Map<InfoHash, SwarmCounts>> counts = new HashMap<>();

  /** When each told, or was asked, last. */
  private final Map<TrackerUrl, Long> times = new HashMap<>();

  /**
   * Nothing known.
   *
   * @param clock milliseconds that never go back
   */
  TrackerCounts(Scraper scraper, LongSupplier clock) {
    this.scraper = scraper;
    this.clock = clock;
  }

  /** The torrent has this hash, too. */
  void add(InfoHash hash) {
    hashes.add(InfoHash.of(hash.truncated()));
  }

  /**
   * A tracker answered an announce; some leave the counts out, and we at least are in the swarm.
   */
  void announced(TrackerUrl tracker, InfoHash hash, SwarmCounts said) {
    if (!said.equals(SwarmCounts.NONE)) {
      times.put(tracker, clock.getAsLong());
      told(tracker, InfoHash.of(hash.truncated()), said);
    }
  }

  private void told(TrackerUrl tracker, InfoHash hash, SwarmCounts said) {
    counts.computeIfAbsent(tracker, first -> new HashMap<>()).put(hash, said);
  }

  private static SwarmCounts larger(SwarmCounts a, SwarmCounts b) {
    return (long) a.seeders() + a.leechers() > (long) b.seeders() + b.leechers() ? a : b;
  }

  /** What a tracker said; somebody wants to know, so it is asked anew if that was long ago. */
  Optional<SwarmCounts> of(TrackerUrl tracker) {
    Long time = times.get(tracker);
    if (time == null || clock.getAsLong() - time >= FRESH_MILLIS) {
      times.put(tracker, clock.getAsLong());
      scraper
          .scrape(tracker, hashes)
          .onSuccess(
              swarms ->
                  hashes.stream()
                      .filter(swarms::containsKey)
                      .forEach(hash -> told(tracker, hash, swarms.get(hash))))
          .onFailure(cause -> log.debug("{}: {}", tracker, cause.getMessage()));
    }
    return counts.getOrDefault(tracker, Map.of()).values().stream().reduce(TrackerCounts::larger);
  }
}
