package io.minibit.node;

import java.util.List;

/**
 * How a node is told from the others of its cluster.
 *
 * @param name no other in the cluster bears it
 * @param labels what its owner calls it by; many may bear the same
 */
record NodeIdentity(String name, List<String> labels) {
  NodeIdentity {
    labels = List.copyOf(labels);
  }
}
