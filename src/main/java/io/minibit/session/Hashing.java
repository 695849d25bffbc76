package io.minibit.session;

import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import io.minibit.metainfo.Torrent;
import io.vertx.core.Future;
import java.nio.file.Path;

/**
 * Content that is being hashed to be shared. Until its hash is known it goes by its name, as a
 * transfer that is being checked. Confined to the session's context, but for what hashing threads
 * tell.
 */
final class Hashing {
  private final String name;
  private final Path source;
  private final String key;
  private boolean told;
  private volatile boolean cancelled;
  private volatile long hashed;
  private volatile long total = -1;
  private Future<Torrent> torrent;
  private Future<Transfer> outcome;

  /**
   * Not begun.
   *
   * @param key stands for the content as it is now
   */
  Hashing(String name, Path source, String key) {
    this.name = name;
    this.source = source;
    this.key = key;
  }

  String id() {
    return NameTransfer.id(name);
  }

  String name() {
    return name;
  }

  String key() {
    return key;
  }

  /** What comes of it in the end. */
  Future<Transfer> outcome() {
    return outcome;
  }

  void outcome(Future<Transfer> future) {
    outcome = future;
  }

  /** The torrent, once it is made. */
  Future<Torrent> torrent() {
    return torrent;
  }

  void torrent(Future<Torrent> future) {
    torrent = future;
  }

  /** Whether its users know of it. */
  boolean isTold() {
    return told;
  }

  void tell() {
    told = true;
  }

  /** Takes note of progress, on any thread; false ends it. */
  boolean hashed(long bytes, long of) {
    hashed = bytes;
    total = of;
    return !cancelled;
  }

  /** Ends it soon. */
  void cancel() {
    cancelled = true;
  }

  /** How far it is. */
  Transfer snapshot() {
    long all = total;
    return new Transfer(
        id(),
        name,
        all < 0 ? null : (Long) all,
        TransferState.CHECKING,
        all <= 0 ? 0 : (double) hashed / all,
        false,
        0,
        0,
        0,
        0,
        0,
        0,
        null,
        source.getParent().toString(),
        null,
        null,
        null);
  }
}
