package io.minibit.discovery;

import io.minibit.metainfo.HostAndPort;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where announces go. Path and query often hold a person's key to a private tracker, so the text of
 * this, which goes to logs and errors, ends before them.
 *
 * @param scheme {@code udp}, {@code http} or {@code https}
 * @param address the host, and the port that is given or that the scheme implies
 * @param pathAndQuery from the slash on, perhaps empty; ASCII without spaces
 */
public record TrackerUrl(String scheme, HostAndPort address, String pathAndQuery) {
  private static final Set<String> SCHEMES = Set.of("udp", "http", "https");

  /** Longer ones do not fit into the requests of most trackers. */
  private static final int MAX_CHARS = 2048;

  /**
   * Characters of what a tracker said that are kept: two lines of a terminal. Its answer may be a
   * megabyte of them, and every event of the transfer would repeat it.
   */
  static final int MAX_SAID_CHARS = 200;

  private static final Pattern URL =
      Pattern.compile("([A-Za-z]+)://([^/?#]+)((?:[/?][!-~&&[^#]]*)?)(?:#.*)?");

  /** Words of a path or query this long may be a person's key; {@code announce} is no key. */
  private static final int MIN_KEY_CHARS = 6;

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[/?&=.;]+");

  private static final Pattern NO_PORT = Pattern.compile("\\[[^\\]]*\\]|[^:\\[\\]]*");

  // By hand: Java spins the code of a generated one when it is first called, a part of each start.
  @Override
  public int hashCode() {
    return (31 * scheme.hashCode() + address.hashCode()) * 31 + pathAndQuery.hashCode();
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException one line that says what is wrong, without path and query
   */
  public static TrackerUrl parse(String url) {
    Matcher parts = URL.matcher(url);
    if (url.length() > MAX_CHARS || !parts.matches()) {
      throw new IllegalArgumentException("not a tracker's URL: " + shown(url));
    }
    String scheme = parts.group(1).toLowerCase(Locale.ROOT);
    if (!SCHEMES.contains(scheme)) {
      throw new IllegalArgumentException(
          "trackers are asked by udp, http and https only: " + shown(url));
    }
    String authority = parts.group(2);
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "a tracker's URL with a user name is not supported: " + scheme + "://");
    }
    if (NO_PORT.matcher(authority).matches() && !scheme.equals("udp")) {
      authority += scheme.equals("https") ? ":443" : ":80";
    }
    try {
      return new TrackerUrl(scheme, HostAndPort.parse(authority), parts.group(3));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a tracker's URL: " + shown(url) + " (" + e.getMessage() + ")", e);
    }
  }

  /** Reads a URL as torrents name them, some of trackers of kinds that are not asked. */
  public static Optional<TrackerUrl> tryParse(String url) {
    try {
      return Optional.of(parse(url));
    } catch (IllegalArgumentException notAsked) {
      return Optional.empty();
    }
  }

  /** Whether it is asked over UDP. */
  public boolean isUdp() {
    return scheme.equals("udp");
  }

  boolean isTls() {
    return scheme.equals("https");
  }

  /** What a GET names, with fields put behind those that are there. */
  String target(String query) {
    String path = pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery;
    return path + (path.indexOf('?') < 0 ? "?" : "&") + query;
  }

  /**
   * Where this tracker is scraped: {@code scrape} in place of the {@code announce} that its last
   * path element begins with (BEP 48).
   *
   * @throws IllegalStateException when there is none, so that the tracker cannot be scraped
   */
  TrackerUrl scrape() {
    int query = pathAndQuery.indexOf('?');
    String path = query < 0 ? pathAndQuery : pathAndQuery.substring(0, query);
    int last = path.lastIndexOf('/') + 1;
    if (last == 0 || !path.startsWith("announce", last)) {
      throw new IllegalStateException(this + " has no address to scrape");
    }
    String scraped =
        path.substring(0, last) + "scrape" + pathAndQuery.substring(last + "announce".length());
    return new TrackerUrl(scheme, address, scraped);
  }

  /**
   * The beginning of what a tracker said, without the keys of its URL: some repeat them when they
   * refuse.
   *
   * @param said may be null
   */
  String withoutKeys(String said) {
    if (said == null) {
      return "no reason given";
    }
    String clean = said;
    for (String word : BETWEEN_WORDS.splitAsStream(pathAndQuery).toList()) {
      if (word.length() >= MIN_KEY_CHARS && !word.startsWith("announce")) {
        clean = clean.replace(word, "***");
      }
    }
    return clean.length() <= MAX_SAID_CHARS ? clean : clean.substring(0, MAX_SAID_CHARS - 1) + "…";
  }

  private static String shown(String url) {
    int authority = url.indexOf("://");
    String head = authority < 0 ? url : url.substring(0, authority + 3) + rest(url, authority + 3);
    return head.codePoints()
        .limit(100)
        .map(point -> point < 0x20 || point > 0x7e ? '?' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String rest(String url, int from) {
    String authority = url.substring(from).split("[/?#]", 2)[0];
    return authority.substring(authority.lastIndexOf('@') + 1);
  }

  @Override
  public String toString() {
    return scheme + "://" + address;
  }
}
