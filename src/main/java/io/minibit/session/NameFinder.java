package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.discovery.NameClient;
import io.minibit.discovery.TrackerAwayException;
import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.LookupAnswer;
import io.minibit.tracker.protocol.PeerAddress;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Turns a name into one content and those who have it. Two contents under one name are never mixed:
 * the question then fails with the candidates, and {@code NAME@HASHPREFIX} picks one.
 */
final class NameFinder {
  private static final Pattern WITH_HASH = Pattern.compile("(.+)@([0-9a-fA-F]{4,64})");

  private final NameClient trackers;

  NameFinder(NameClient trackers) {
    this.trackers = trackers;
  }

  /**
   * What a name stands for.
   *
   * @param name as its seeders know it
   * @param size in bytes where a tracker told it, else null
   * @param hash what the content is, where a tracker told it, else null
   * @param seeders at least one
   */
  record Found(String name, Long size, InfoHash hash, List<PeerAddress> seeders) {}

  /** All who have that name, whatever they have under it. */
  Future<List<PeerAddress>> seeders(String name) {
    return trackers.request(name).recover(NameFinder::away);
  }

  /**
   * Finds one content.
   *
   * @param name a name, or {@code NAME@HASHPREFIX}
   * @return fails with NOT_FOUND, CONFLICT when there are several, UNAVAILABLE when no tracker
   *     answers
   */
  Future<Found> find(String name) {
    // A file's own name may look like NAME@HASHPREFIX, so it is asked for first.
    return trackers
        .lookup(name)
        .<Found>compose(
            answer -> {
              Matcher parts = WITH_HASH.matcher(name);
              boolean nobody = answer.contents().isEmpty() && answer.old().isEmpty();
              if (!nobody || !parts.matches()) {
                return choose(name, "", answer);
              }
              String bare = parts.group(1);
              String prefix = parts.group(2).toLowerCase(Locale.ROOT);
              return trackers.lookup(bare).compose(other -> choose(bare, prefix, other));
            })
        .recover(NameFinder::away);
  }

  private Future<Found> choose(String name, String prefix, LookupAnswer answer) {
    List<LookupAnswer.Content> contents =
        answer.contents().stream()
            .filter(content -> content.infoHash().hex().startsWith(prefix))
            .toList();
    if (contents.size() > 1) {
      return Future.failedFuture(
          new ApiException(
              FailureCode.CONFLICT,
              "several contents bear the name "
                  + name
                  + "; choose one: "
                  + contents.stream().map(c -> shown(name, c)).collect(Collectors.joining(", "))));
    }
    if (contents.isEmpty()) {
      if (answer.old().isEmpty() || !prefix.isEmpty()) {
        return Future.failedFuture(notFound(name));
      }
      return Future.succeededFuture(new Found(name, null, null, answer.old()));
    }
    // Seeders that did not tell their content may have another one: they are left aside.
    LookupAnswer.Content content = contents.get(0);
    return trackers
        .request(name, content.infoHash())
        .compose(
            all -> {
              List<PeerAddress> seeders =
                  all.stream().filter(seeder -> !answer.old().contains(seeder)).toList();
              Long size = content.size().isPresent() ? content.size().getAsLong() : null;
              return seeders.isEmpty()
                  ? Future.failedFuture(notFound(name))
                  : Future.succeededFuture(new Found(name, size, content.infoHash(), seeders));
            });
  }

  private static String shown(String name, LookupAnswer.Content content) {
    String size = content.size().isPresent() ? content.size().getAsLong() + " bytes, " : "";
    return name
        + "@"
        + content.infoHash().hex()
        + " ("
        + size
        + content.seeders()
        + (content.seeders() == 1 ? " seeder)" : " seeders)");
  }

  private static ApiException notFound(String name) {
    return new ApiException(
        FailureCode.NOT_FOUND, "File not found: no tracker knows a seeder of " + name);
  }

  private static <T> Future<T> away(Throwable cause) {
    return Future.failedFuture(
        cause instanceof TrackerAwayException
            ? new ApiException(FailureCode.UNAVAILABLE, cause.getMessage())
            : cause);
  }
}
