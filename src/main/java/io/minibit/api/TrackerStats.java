package io.minibit.api;

import java.util.Map;

/**
 * The answer to {@code stats} of a tracker.
 *
 * @param names registered now
 * @param peers registered now
 * @param registrations pairs of a peer and a name, now
 * @param received messages since the start, by action
 * @param refused datagrams since the start that were ignored, by reason
 * @param unsent answers since the start that were dropped because the network did not take them
 */
public record TrackerStats(
    int names,
    int peers,
    int registrations,
    Map<String, Long> received,
    Map<String, Long> refused,
    long unsent) {
  public TrackerStats {
    received = Map.copyOf(received);
    refused = Map.copyOf(refused);
  }
}
