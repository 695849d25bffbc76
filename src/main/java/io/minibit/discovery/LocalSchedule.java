package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When which torrent is announced to the local network: each at once and every five minutes (BEP
 * 14), and never more than one datagram a second, however many torrents come at a time. As long as
 * few are due each has a datagram of its own, since older clients read only the first hash of one.
 *
 * <p>Time in nanoseconds is passed in. Not safe for threads.
 */
final class LocalSchedule {
  /** Between two announces of one torrent. */
  static final long INTERVAL = 300_000_000_000L;

  /** Between two datagrams. */
  static final long GAP = 1_000_000_000L;

  /** From how many on they share a datagram. */
  static final int MANY = 5;

  private final Map<InfoHash, Long> due = new LinkedHashMap<>();
  private long notBefore = Long.MIN_VALUE;

  /** A torrent is to be announced from now on. */
  void add(InfoHash hash, long now) {
    due.putIfAbsent(hash, now);
  }

  /** A torrent is not announced any more. */
  void remove(InfoHash hash) {
    due.remove(hash);
  }

  /** Those to be announced now, in one datagram; they are taken as announced. */
  List<InfoHash> take(long now) {
    if (now < notBefore) {
      return List.of();
    }
    List<InfoHash> waiting =
        due.entrySet().stream()
            .filter(each -> each.getValue() <= now)
            .map(Map.Entry::getKey)
            .toList();
    int count = waiting.size() <= MANY ? 1 : LocalAnnounce.MAX_HASHES;
    List<InfoHash> taken = waiting.subList(0, Math.min(count, waiting.size()));
    if (!taken.isEmpty()) {
      taken.forEach(hash -> due.put(hash, now + INTERVAL));
      notBefore = now + GAP;
    }
    return taken;
  }
}
