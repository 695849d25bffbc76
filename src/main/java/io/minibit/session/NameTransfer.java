package io.minibit.session;

import io.minibit.api.Transfer;
import io.minibit.api.TransferState;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** One file that goes by its name alone, without a hash. Confined to its session's context. */
final class NameTransfer {
  /** What ids of transfers without a hash begin with. */
  static final String ID_PREFIX = "old:";

  private final String name;
  private final Path file;
  private final RateMeter down;
  private final RateMeter up;
  private Long size;
  private TransferState state;
  private String error;
  private int peers;

  NameTransfer(String name, Path file, Long size, TransferState state, LongSupplier clockMillis) {
    this.name = name;
    this.file = file;
    this.size = size;
    this.state = state;
    this.down = new RateMeter(clockMillis);
    this.up = new RateMeter(clockMillis);
  }

  static String id(String name) {
    return ID_PREFIX + name;
  }

  String id() {
    return id(name);
  }

  String name() {
    return name;
  }

  Path file() {
    return file;
  }

  TransferState state() {
    return state;
  }

  /** Null while unknown. */
  Long size() {
    return size;
  }

  void received(long bytes) {
    down.add(bytes);
  }

  void sent(long bytes) {
    up.add(bytes);
  }

  void connected() {
    peers++;
  }

  void disconnected() {
    peers--;
  }

  /** It is whole on disk, as far as anybody can tell. */
  void seeds(long bytes) {
    size = bytes;
    state = TransferState.SEEDING;
  }

  void fails(String why) {
    error = why;
    state = TransferState.FAILED;
  }

  Transfer snapshot() {
    boolean whole = state == TransferState.SEEDING;
    double progress = 0;
    Long eta = null;
    if (whole) {
      progress = 1;
    } else if (size != null && size > 0) {
      // Tries that failed count as received too, so this may overshoot.
      progress = Math.min(1, (double) down.total() / size);
      long rate = down.rate();
      if (state == TransferState.DOWNLOADING && rate > 0) {
        eta = Math.max(0, (size - down.total() + rate - 1) / rate);
      }
    }
    boolean downloading = state == TransferState.DOWNLOADING;
    return new Transfer(
        id(),
        name,
        size,
        state,
        progress,
        false,
        down.total(),
        up.total(),
        downloading ? down.rate() : 0,
        up.rate(),
        peers,
        downloading ? peers : 0,
        eta,
        file.getParent().toString(),
        error,
        null,
        null);
  }
}
