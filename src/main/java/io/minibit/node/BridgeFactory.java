package io.minibit.node;

import io.vertx.core.Deployable;
import java.util.function.IntConsumer;

/** Makes the TCP door to the event bus, of which the node knows nothing else. */
@FunctionalInterface
public interface BridgeFactory {
  /**
   * A bridge to be deployed.
   *
   * @param token that every message must carry; null for none
   * @param listening told of the bound port
   */
  Deployable bridge(String host, int port, String token, IntConsumer listening);
}
