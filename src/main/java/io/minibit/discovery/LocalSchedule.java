package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * When which torrent is announced to the local network: each at once and every five minutes, and no
 * more than one datagram a minute, however many torrents there are (BEP 14). What was not sent for
 * some minutes may be made up for, so that torrents that begin together need not wait.
 *
 * <p>As long as few are due each has a datagram of its own, since older clients read only the first
 * hash of one; otherwise they share one, in turns.
 *
 * <p>Time in nanoseconds is passed in. Not safe for threads.
 */
final class LocalSchedule {
  /** Between two announces of one torrent. */
  static final long INTERVAL = 300_000_000_000L;

  /** In the long run between two datagrams. */
  static final long PACE = 60_000_000_000L;

  /** Datagrams that may be made up for: those of {@link #INTERVAL}. */
  static final int BURST = (int) (INTERVAL / PACE);

  private final Map<InfoHash, Long> due = new LinkedHashMap<>();

  /** When as many datagrams would be due as have been sent; behind now while some may be sent. */
  private long owed = Long.MIN_VALUE;

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
    owed = Math.max(owed, now - BURST * PACE);
    long datagrams = (now - owed) / PACE;
    List<InfoHash> waiting =
        due.entrySet().stream()
            .filter(each -> each.getValue() <= now)
            .map(Map.Entry::getKey)
            .toList();
    if (datagrams == 0 || waiting.isEmpty()) {
      return List.of();
    }
    int count = waiting.size() <= datagrams ? 1 : LocalAnnounce.MAX_HASHES;
    List<InfoHash> taken = waiting.subList(0, Math.min(count, waiting.size()));
    for (InfoHash hash : taken) {
      due.remove(hash);
      due.put(hash, now + INTERVAL); // Behind all others, so that everyone has its turn.
    }
    owed += PACE;
    return taken;
  }
}
