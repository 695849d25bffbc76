/**
 * How a peer finds others: the clients of the trackers. May import transport and tracker.protocol.
 */
package io.minibit.discovery;
