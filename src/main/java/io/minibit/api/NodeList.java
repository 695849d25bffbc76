package io.minibit.api;

import java.util.List;

/** The answer to {@code nodes}: those that answered in time, by name. */
public record NodeList(List<NodeDescription> nodes) {
  public NodeList {
    nodes = List.copyOf(nodes);
  }
}
