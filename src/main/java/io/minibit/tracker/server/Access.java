package io.minibit.tracker.server;

import io.minibit.metainfo.InfoHash;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Which torrents a tracker serves, and to whom. Immutable: when the lists change another takes its
 * place, see {@link Admission}.
 */
public final class Access {
  /** Everybody, for everything. */
  public static final Access OPEN = new Access(Rule.ALL, Set.of(), null);

  private final Rule rule;
  private final Set<Hash> listed = new HashSet<>();
  private final Set<String> keys;

  /**
   * A set of rules.
   *
   * @param hashes what the rule is about; v2 hashes are cut, as peers announce them
   * @param keys one of which has to stand first in the path of the announce URL; null for none
   */
  public Access(Rule rule, Collection<InfoHash> hashes, Set<String> keys) {
    this.rule = rule;
    this.keys = keys == null ? null : Set.copyOf(keys);
    for (InfoHash hash : hashes) {
      ByteBuffer bytes = ByteBuffer.wrap(hash.truncated());
      listed.add(new Hash(bytes.getLong(), bytes.getLong(), bytes.getInt()));
    }
  }

  /** What a list of info hashes means. */
  public enum Rule {
    /** Nothing: all torrents are served. */
    ALL,
    /** These are served and no others. */
    ONLY_LISTED,
    /** These are not served and all others are. */
    NOT_LISTED
  }

  /** Why an announce is not served. */
  enum Denial {
    /** The tracker serves listed torrents, and this is none. */
    UNKNOWN_TORRENT("this tracker does not serve that torrent"),
    /** The tracker does not serve listed torrents, and this is one. */
    DENIED_TORRENT("this tracker does not serve that torrent"),
    /** No key, a wrong one, or one that is not good any more. */
    ACCESS_KEY("access key missing, wrong or expired");

    private final String words;

    Denial(String words) {
      this.words = words;
    }

    /** For the client's user. */
    String words() {
      return words;
    }
  }

  private record Hash(long head, long middle, int tail) {}

  /** Whether the path of a URL has to begin with a key. */
  boolean wantsKey() {
    return keys != null;
  }

  /**
   * Why this torrent is not served under that path; null when it is.
   *
   * @param path of the URL, from its slash on; looked at where keys are wanted
   */
  Denial denial(AnnounceCall call, String path) {
    if (!admits(path)) {
      return Denial.ACCESS_KEY;
    }
    if (rule == Rule.ALL) {
      return null;
    }
    boolean found = listed.contains(new Hash(call.hashHead(), call.hashMiddle(), call.hashTail()));
    if (rule == Rule.ONLY_LISTED) {
      return found ? null : Denial.UNKNOWN_TORRENT;
    }
    return found ? Denial.DENIED_TORRENT : null;
  }

  /** Whether that path begins with a key, or needs none. */
  boolean admits(String path) {
    if (keys == null) {
      return true;
    }
    int end = path.indexOf('/', 1);
    return path.startsWith("/") && end > 0 && keys.contains(path.substring(1, end));
  }
}
