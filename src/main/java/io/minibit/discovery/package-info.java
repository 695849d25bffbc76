/**
 * How a peer finds others: by trackers, and on its own network. May import transport,
 * tracker.protocol and metainfo.
 */
package io.minibit.discovery;
