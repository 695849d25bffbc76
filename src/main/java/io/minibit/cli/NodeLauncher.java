package io.minibit.cli;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Starts nodes for the commands, which know nothing of what a node is made of. The futures fail
 * with {@link CliFailure} for what a person can mend (configuration, a port in use); any other
 * failure is a bug. Whatever had started by then is closed again.
 */
public interface NodeLauncher {
  /** Where a starting node speaks to the person. Called from any thread. */
  interface Output {
    /**
     * A door is open.
     *
     * @param line {@code listening <door> <host>:<port>}
     */
    void listening(String line);

    /** Something to know, such as a configured key that does nothing yet; one line. */
    void notice(String line);
  }

  /**
   * Starts what a configuration names.
   *
   * @param config the file; empty for all in one on loopback
   * @param clustered whether to join other nodes through the cluster manager
   */
  Future<RunningNode> startNode(Optional<Path> config, boolean clustered, Output output);

  /**
   * Starts a peer alone, no other door open.
   *
   * @param peer keys of the {@code peer} section that the command line sets, over all other layers
   */
  Future<RunningNode> startPeer(JsonObject peer, Output output);
}
