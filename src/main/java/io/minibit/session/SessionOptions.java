package io.minibit.session;

import io.minibit.swarm.SwarmSettings;
import io.minibit.wire.EncryptionPolicy;
import java.util.List;

/**
 * What a session runs with.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param trackers asked in this order, for names (those of UDP) and for every torrent that is not
 *     private
 * @param heartbeatMillis between two heartbeats of the names that are shared
 * @param encryption which connections are accepted and made
 * @param localDiscovery whether peers are looked for by multicast
 * @param swarm what every torrent runs with
 * @param comesBack whether transfers go on after a restart
 * @param registersNames whether trackers are told the names of what is shared
 * @param client name and version, as other peers are told
 */
public record SessionOptions(
    String host,
    int port,
    List<String> trackers,
    long heartbeatMillis,
    EncryptionPolicy encryption,
    boolean localDiscovery,
    SwarmSettings swarm,
    boolean comesBack,
    boolean registersNames,
    String client) {
  /** Copies the list. */
  public SessionOptions {
    trackers = List.copyOf(trackers);
  }
}
