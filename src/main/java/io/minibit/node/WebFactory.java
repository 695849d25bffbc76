package io.minibit.node;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.vertx.core.Deployable;
import java.util.List;
import java.util.function.IntConsumer;

/** Makes the web door, of which the node knows nothing else. */
@FunctionalInterface
public interface WebFactory {
  /**
   * A web door to be deployed.
   *
   * @param meters of the node's rooms
   * @param listening told of the bound port
   */
  Deployable door(WebOptions options, List<MeterBinder> meters, IntConsumer listening);
}
