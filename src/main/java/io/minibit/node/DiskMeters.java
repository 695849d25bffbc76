package io.minibit.node;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.minibit.session.SessionFigures;
import io.minibit.storage.StorageFigures;
import io.minibit.storage.Tally;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Shows what the disk and the digests of a peer do. All of it is counted anyway, and looked at only
 * when somebody reads.
 */
final class DiskMeters implements MeterBinder {
  private static final double NANOS_PER_SECOND = 1e9;

  private final SessionFigures figures;

  DiskMeters(SessionFigures figures) {
    this.figures = figures;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    StorageFigures storage = figures.storage();
    pieces(registry, "verified", "that were what the torrent says", StorageFigures::verifiedPieces);
    pieces(registry, "failed", "that did not match their hash", StorageFigures::failedPieces);
    FunctionCounter.builder("minibit.blocks.failed", storage, StorageFigures::failedBlocks)
        .description("Blocks received that did not match a hash of their own")
        .register(registry);
    operations(registry, "read", storage.reads());
    operations(registry, "write", storage.writes());
    operations(registry, "sync", storage.syncs());
    bytes(registry, "read", storage.reads());
    bytes(registry, "write", storage.writes());
    hashing(registry, "seconds", "Time", work -> work.nanos() / NANOS_PER_SECOND);
    hashing(registry, BaseUnits.BYTES, "Bytes", Tally::bytes);
    Gauge.builder("minibit.disk.queue.tasks", () -> figures.waitingTasks().getAsInt())
        .description("Reads, writes and checks that wait for a disk thread")
        .register(registry);
    queue(registry, "write", figures.bytesToDisk());
    queue(registry, "read", figures.bytesToPeers());
  }

  // A registry holds what it counts with weakly, so that is always what lives as long as the peer.

  private void pieces(
      MeterRegistry registry,
      String verdict,
      String description,
      ToDoubleFunction<StorageFigures> count) {
    FunctionCounter.builder("minibit.pieces." + verdict, figures.storage(), count)
        .description("Pieces received " + description)
        .register(registry);
  }

  private static void operations(MeterRegistry registry, String operation, Tally work) {
    FunctionTimer.builder(
            "minibit.disk.operation", work, Tally::count, Tally::nanos, TimeUnit.NANOSECONDS)
        .tag("operation", operation)
        .description("How long the disk took to do what it was asked")
        .register(registry);
  }

  private static void bytes(MeterRegistry registry, String operation, Tally work) {
    FunctionCounter.builder("minibit.disk", work, Tally::bytes)
        .tag("operation", operation)
        .baseUnit(BaseUnits.BYTES)
        .description("Bytes that were read from files and written to them")
        .register(registry);
  }

  private void hashing(
      MeterRegistry registry, String unit, String what, ToDoubleFunction<Tally> value) {
    // The unit is in the name, since that alone tells meters apart.
    FunctionCounter.builder("minibit.hash." + unit, figures.storage().hashing(), value)
        .description(what + " of content that came in or was checked, in SHA-1 and SHA-256")
        .register(registry);
  }

  private static void queue(MeterRegistry registry, String operation, LongSupplier bytes) {
    Gauge.builder("minibit.disk.queue", bytes::getAsLong)
        .tag("operation", operation)
        .baseUnit(BaseUnits.BYTES)
        .description("Bytes on their way between sockets and the disk")
        .register(registry);
  }
}
