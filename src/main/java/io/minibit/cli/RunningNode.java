package io.minibit.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A node in this process, as the command line sees it: an event bus to talk over, and an end. */
public interface RunningNode {
  /** The node's own Vert.x; requests and events go over its event bus. */
  Vertx vertx();

  /**
   * Whether the node's configuration asks for the menu.
   *
   * @param interactive whether standard input is a terminal
   */
  boolean wantsMenu(boolean interactive);

  /**
   * Undeploys everything in order (goodbye to the tracker, files closed) and closes Vert.x.
   *
   * @return done when all of it is, and told on no context of the Vert.x that is closed, which
   *     would tell nobody; a second call answers the first one's future
   */
  Future<Void> close();
}
