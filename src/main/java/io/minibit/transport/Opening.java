package io.minibit.transport;

import java.net.InetSocketAddress;

/**
 * How a connection to a peer came about.
 *
 * @param local this end
 * @param remote the other end
 * @param dialled whether this node dialled
 * @param encrypted whether it began with an encrypted handshake
 */
record Opening(
    InetSocketAddress local, InetSocketAddress remote, boolean dialled, boolean encrypted) {}
