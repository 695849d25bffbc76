package io.minibit.api;

import java.util.Map;

/**
 * The answer to {@code stats} of a tracker.
 *
 * @param names registered now
 * @param peers of the name protocol, registered now
 * @param registrations pairs of a peer and a name, now
 * @param swarms of BitTorrent, now
 * @param swarmPeers in all of these, now; one counts for each swarm that it is in
 * @param received messages since the start, by action
 * @param refused messages since the start that made no sense or found no room, by reason
 * @param answeredWithin datagrams since the start by the microseconds in which they were answered,
 *     or {@code more}; each is counted in the first bucket that holds it
 * @param httpAnsweredWithin the same of requests over HTTP
 * @param bytesIn of datagrams ({@code udp}) and connections ({@code http}) since the start, without
 *     the headers of IP, UDP and TCP
 * @param bytesOut the same, of answers
 * @param unsent answers since the start that were dropped because the network did not take them
 */
public record TrackerStats(
    int names,
    int peers,
    int registrations,
    int swarms,
    int swarmPeers,
    Map<String, Long> received,
    Map<String, Long> refused,
    Map<String, Long> answeredWithin,
    Map<String, Long> httpAnsweredWithin,
    Map<String, Long> bytesIn,
    Map<String, Long> bytesOut,
    long unsent) {
  public TrackerStats {
    received = Map.copyOf(received);
    refused = Map.copyOf(refused);
    answeredWithin = Map.copyOf(answeredWithin);
    httpAnsweredWithin = Map.copyOf(httpAnsweredWithin);
    bytesIn = Map.copyOf(bytesIn);
    bytesOut = Map.copyOf(bytesOut);
  }
}
