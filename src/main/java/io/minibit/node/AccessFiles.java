package io.minibit.node;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.server.Access;
import io.minibit.tracker.server.Admission;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files that say whom a tracker serves, at start and then again and again, so that they
 * can be changed while it runs. A file that became unreadable or wrong changes nothing and is told
 * of once. On one context.
 *
 * <p>A line of the list of hashes is one in hex; a line of the list of keys is a key, or a key and
 * the day (UTC) or instant at whose beginning it stops being good. Empty lines and those that begin
 * with {@code #} mean nothing.
 */
final class AccessFiles {
  /** A list of this size has some 400,000 hashes; larger ones are more likely a mistake. */
  private static final long MAX_BYTES = 16 << 20;

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final Logger log = LoggerFactory.getLogger(AccessFiles.class);

  private final Vertx vertx;
  private final AccessOptions options;
  private final Admission admission;
  private String told = "";

  AccessFiles(Vertx vertx, AccessOptions options, Admission admission) {
    this.vertx = vertx;
    this.options = options;
    this.admission = admission;
  }

  /** Reads them; fails with {@link ConfigException} where one is missing or wrong. */
  Future<Void> load() {
    return lines(options.hashes(), "tracker.hashes")
        .compose(
            hashes ->
                lines(options.keys(), "tracker.accessKeys")
                    .map(
                        keys -> {
                          admission.replace(
                              new Access(
                                  options.rule(),
                                  hashes == null ? List.of() : hashes(hashes),
                                  keys == null ? null : keys(keys, Clock.instant())));
                          return null;
                        }));
  }

  /** Reads them again. */
  void reload() {
    if (options.hashes() == null && options.keys() == null) {
      return;
    }
    load()
        .onSuccess(loaded -> told = "")
        .onFailure(
            failure -> {
              String words = String.valueOf(failure.getMessage());
              if (!words.equals(told)) {
                told = words;
                log.warn("{}; what was read before still holds", words);
              }
            });
  }

  /** The lines that mean something, or null for no file. */
  private Future<List<String>> lines(Path file, String key) {
    if (file == null) {
      return Future.succeededFuture();
    }
    String name = file.toString();
    return vertx
        .fileSystem()
        .props(name)
        .compose(
            properties ->
                properties.size() > MAX_BYTES
                    ? Future.failedFuture(new ConfigException("it has over 16 MiB"))
                    : vertx.fileSystem().readFile(name))
        .map(AccessFiles::split)
        .recover(
            failure ->
                Future.failedFuture(
                    new ConfigException(
                        key
                            + ": cannot read "
                            + name
                            + (failure instanceof ConfigException
                                ? ": " + failure.getMessage()
                                : "; is it there?"))));
  }

  private static List<String> split(Buffer bytes) {
    List<String> lines = new ArrayList<>();
    bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .forEach(lines::add);
    return lines;
  }

  private static List<InfoHash> hashes(List<String> lines) {
    List<InfoHash> hashes = new ArrayList<>();
    for (String line : lines) {
      try {
        hashes.add(InfoHash.parse(line));
      } catch (IllegalArgumentException e) {
        throw new ConfigException("tracker.hashes: " + shown(line) + ": " + e.getMessage());
      }
    }
    return hashes;
  }

  /** Those that are still good. */
  private static Set<String> keys(List<String> lines, Instant now) {
    Set<String> keys = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String[] parts = lines.get(i).split("\\s+", 2);
      // A key is a secret, so the message names its place and not the key.
      String where = "tracker.accessKeys: entry " + (i + 1) + ": ";
      if (!KEY.matcher(parts[0]).matches()) {
        throw new ConfigException(where + "a key has 1 to 64 letters, digits, - and _");
      }
      if (parts.length == 1 || now.isBefore(end(parts[1], where))) {
        keys.add(parts[0]);
      }
    }
    return keys;
  }

  private static Instant end(String text, String where) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ConfigException(where + "its end must be like 2027-01-31 or 2027-01-31T18:00:00Z");
    }
  }

  private static String shown(String line) {
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }
}
