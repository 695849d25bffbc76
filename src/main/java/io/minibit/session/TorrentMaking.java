package io.minibit.session;

import io.minibit.api.ApiException;
import io.minibit.api.FailureCode;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.InvalidTorrentException;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Makes the torrents of what is shared, one after the other with all processors, or finds them
 * among those that were made before. Whoever makes it calls {@link #close}.
 */
final class TorrentMaking {
  /** Hashing takes as long as it takes; Vert.x warns of work that takes longer. */
  private static final long LONGEST_DAYS = 365;

  private final WorkerExecutor queue;
  private final DiskWorkers hashers;
  private final TorrentCache cache;
  private final Path except;

  /**
   * For one session.
   *
   * @param except a folder that is never part of what is shared
   */
  TorrentMaking(Vertx vertx, TorrentCache cache, Path except) {
    this.queue =
        vertx.createSharedWorkerExecutor("minibit-hashing", 1, LONGEST_DAYS, TimeUnit.DAYS);
    this.hashers = new DiskWorkers(Runtime.getRuntime().availableProcessors());
    this.cache = cache;
    this.except = except;
  }

  /** Looks at content, blocking. */
  TorrentCache.State look(Path source, String name, TorrentFormat format) throws IOException {
    return cache.look(source, except, name, format);
  }

  /**
   * Makes the torrent of content.
   *
   * @param state of it, as it was looked at just now
   * @param hashing is told of progress, and may cancel
   * @return fails with {@link ApiException}
   */
  Future<Torrent> torrent(
      Path source, TorrentFormat format, TorrentCache.State state, Hashing hashing) {
    // In turn: side by side they would only make a disk seek.
    return queue.executeBlocking(
        () -> {
          Optional<Torrent> known = cache.find(state);
          if (known.isPresent()) {
            return known.get();
          }
          BuiltTorrent built = build(source, format, hashing);
          cache.keep(state, built.file());
          return built.torrent();
        },
        true);
  }

  private BuiltTorrent build(Path source, TorrentFormat format, Hashing hashing) {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.empty(), false, Sources.NONE, Credits.NONE);
    try {
      return new TorrentBuilder(source, settings, except, hashing.name())
          .build(hashers, hashers.count(), hashing::hashed);
    } catch (CancellationException e) {
      throw new ApiException(FailureCode.CONFLICT, "it was removed");
    } catch (InvalidTorrentException e) {
      throw new ApiException(
          FailureCode.MALFORMED, source + ": no torrent can hold this: " + e.getMessage());
    } catch (IOException e) {
      throw DiskFailure.of(e, source);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DiskFailure.of(new InterruptedIOException("interrupted"), source);
    }
  }

  /** Lets go of the threads; what was handed in is cancelled by then. */
  Future<Void> close() {
    hashers.close();
    return queue.close();
  }
}
