package io.minibit.tracker.server;

/**
 * Which peers an answer has room for.
 *
 * @param limit how many at most
 * @param ipv6 the kind that comes first: the asker's own
 * @param bothKinds whether the other kind may follow
 */
record PeersWanted(int limit, boolean ipv6, boolean bothKinds) {}
