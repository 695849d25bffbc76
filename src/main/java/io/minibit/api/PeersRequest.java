package io.minibit.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What can be asked of the peers of a cluster as a whole. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "action")
@JsonSubTypes(@JsonSubTypes.Type(name = "nodes", value = PeersRequest.Nodes.class))
public sealed interface PeersRequest {

  /** All nodes of the cluster that have a peer; answers {@link NodeList}. */
  record Nodes() implements PeersRequest {}
}
