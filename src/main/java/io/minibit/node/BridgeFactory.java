package io.minibit.node;

import io.vertx.core.Deployable;
import java.util.function.IntConsumer;

/** Makes the TCP door to the event bus, of which the node knows nothing else. */
@FunctionalInterface
public interface BridgeFactory {
  /**
   * A bridge to be deployed.
   *
   * @param listening told of the bound port
   */
  Deployable bridge(ApiOptions options, IntConsumer listening);
}
