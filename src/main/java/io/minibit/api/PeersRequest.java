package io.minibit.api;

/** What can be asked of the peers of a cluster as a whole. */
public sealed interface PeersRequest {

  /** All nodes of the cluster that have a peer; answers {@link NodeList}. */
  record Nodes() implements PeersRequest {}
}
