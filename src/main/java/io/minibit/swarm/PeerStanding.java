package io.minibit.swarm;

/**
 * How it stands with a connected peer, for people to look at.
 *
 * @param pieces how many it has
 * @param downloadRate bytes a second from it
 * @param uploadRate bytes a second to it
 * @param interesting whether it has something that we want
 * @param choking whether it does not give us anything
 * @param interested whether it wants something of us
 * @param choked whether we do not give it anything
 */
public record PeerStanding(
    int pieces,
    long downloadRate,
    long uploadRate,
    boolean interesting,
    boolean choking,
    boolean interested,
    boolean choked) {
  static PeerStanding of(SwarmPeer peer) {
    return new PeerStanding(
        peer.pieces.count(),
        Math.round(peer.pipeline.meter().rate()),
        Math.round(peer.uploadMeter.rate()),
        peer.interesting,
        peer.chokesUs,
        peer.interestedInUs,
        peer.choked);
  }
}
