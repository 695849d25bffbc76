/**
 * How a peer finds others: the clients of the trackers. May import transport, tracker.protocol and
 * metainfo.
 */
package io.minibit.discovery;
