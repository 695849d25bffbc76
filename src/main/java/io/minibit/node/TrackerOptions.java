package io.minibit.node;

/**
 * What a tracker runs with.
 *
 * @param host address of the socket
 * @param port 0 takes a free one
 * @param peerTimeoutMillis after which a silent peer of the name protocol is dropped
 * @param evictionIntervalMillis between two sweeps
 * @param publicNames whether the name protocol answers public addresses too
 */
record TrackerOptions(
    String host,
    int port,
    long peerTimeoutMillis,
    long evictionIntervalMillis,
    boolean publicNames) {}
