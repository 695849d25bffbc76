package io.minibit.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.minibit.transport.LoopLag;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * Shows how late the event loops are: count, sum and the longest of the last minutes. Looks from
 * the moment when it is bound until it is closed.
 */
final class LoopMeters implements MeterBinder, AutoCloseable {
  private final Vertx vertx;
  private LoopLag lag;

  LoopMeters(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    Timer timer =
        Timer.builder("minibit.event.loop.lag")
            .description("How late what is due on an event loop begins")
            .register(registry);
    lag = new LoopLag(vertx, Clock::nanos, late -> timer.record(late, TimeUnit.NANOSECONDS));
  }

  @Override
  public synchronized void close() {
    if (lag != null) {
      lag.close();
    }
  }
}
