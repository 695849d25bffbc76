package io.minibit.api;

import java.util.List;

/**
 * The answer to {@code node}.
 *
 * @param name of the node
 * @param version of minibit
 * @param host the peer door's bound address
 * @param port the peer door's bound port
 * @param directory where downloads land, absolute
 * @param trackers that are asked
 * @param transfers how many
 */
public record NodeDescription(
    String name,
    String version,
    String host,
    int port,
    String directory,
    List<String> trackers,
    int transfers) {
  public NodeDescription {
    trackers = List.copyOf(trackers);
  }
}
