package io.minibit.node;

import io.minibit.swarm.ChokerProfile;
import io.minibit.wire.EncryptionPolicy;
import java.nio.file.Path;
import java.util.List;

/**
 * What a peer runs with.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param trackersGiven whether somebody named the trackers; else a tracker in this node is asked
 * @param trackers asked in this order
 * @param heartbeatMillis between two heartbeats
 * @param directory where shared files are found and downloads land
 * @param allowedDirectories further folders that requests may name
 * @param stateDirectory where is remembered what must be; null takes {@code .minibit} in the
 *     directory
 * @param localDiscovery whether peers are looked for by multicast
 * @param encryption which connections are accepted and made
 * @param profile whom to give to
 * @param resumeTransfers whether transfers go on after a restart
 * @param registerNames whether trackers are told the names of what is shared
 * @param downloadPrefix put before the name of what is downloaded by name
 * @param menu whether the menu runs
 */
record PeerOptions(
    String host,
    int port,
    boolean trackersGiven,
    List<String> trackers,
    long heartbeatMillis,
    Path directory,
    List<Path> allowedDirectories,
    Path stateDirectory,
    boolean localDiscovery,
    EncryptionPolicy encryption,
    ChokerProfile profile,
    boolean resumeTransfers,
    boolean registerNames,
    String downloadPrefix,
    Menu menu) {

  PeerOptions {
    trackers = List.copyOf(trackers);
    allowedDirectories = List.copyOf(allowedDirectories);
  }

  /** The same, asking other trackers. */
  PeerOptions withTrackers(List<String> others) {
    return new PeerOptions(
        host,
        port,
        trackersGiven,
        others,
        heartbeatMillis,
        directory,
        allowedDirectories,
        stateDirectory,
        localDiscovery,
        encryption,
        profile,
        resumeTransfers,
        registerNames,
        downloadPrefix,
        menu);
  }

  /** Whether the menu runs. */
  enum Menu {
    ON,
    OFF,
    /** When stdin is a terminal. */
    AUTO;

    static Menu of(Object value) {
      if (value instanceof Boolean on) {
        return on ? ON : OFF;
      }
      return AUTO;
    }
  }
}
