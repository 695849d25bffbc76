package io.minibit.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Looks how late every event loop is: what an event has to wait because the one before it takes its
 * time. {@link #close} it.
 */
public final class LoopLag implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 500;

  private final List<Future<?>> looks = new ArrayList<>();

  /**
   * Begins to look.
   *
   * @param nanos a time that never goes back
   * @param late told of each look's delay in nanoseconds, 0 or more, on the loop that it is about
   */
  public LoopLag(Vertx vertx, LongSupplier nanos, LongConsumer late) {
    EventLoopGroup loops = ((VertxInternal) vertx).nettyEventLoopGroup();
    for (EventExecutor loop : loops) {
      Look look = new Look(nanos, late);
      looks.add(
          loop.scheduleWithFixedDelay(
              look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private static final class Look implements Runnable {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS);

    private final LongSupplier nanos;
    private final LongConsumer late;
    private long due;

    Look(LongSupplier nanos, LongConsumer late) {
      this.nanos = nanos;
      this.late = late;
      due = nanos.getAsLong() + INTERVAL_NANOS;
    }

    @Override
    public void run() {
      late.accept(Math.max(0, nanos.getAsLong() - due));
      due = nanos.getAsLong() + INTERVAL_NANOS;
    }
  }

  @Override
  public void close() {
    looks.forEach(look -> look.cancel(false));
  }
}
