package io.minibit.api;

import java.util.List;

/**
 * The answer to {@code node}, and an element of that to {@code nodes}.
 *
 * @param name of the node
 * @param version of minibit
 * @param host the peer door's bound address
 * @param port the peer door's bound port
 * @param addresses where others on the network may reach the peer door, as {@code host:port}
 * @param labels what its owner calls it by, for scripts that choose among nodes
 * @param directory where downloads land, absolute
 * @param trackers that are asked
 * @param transfers how many
 */
public record NodeDescription(
    String name,
    String version,
    String host,
    int port,
    List<String> addresses,
    List<String> labels,
    String directory,
    List<String> trackers,
    int transfers) {
  public NodeDescription {
    addresses = List.copyOf(addresses);
    labels = List.copyOf(labels);
    trackers = List.copyOf(trackers);
  }
}
