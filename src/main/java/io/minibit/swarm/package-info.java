/**
 * One torrent's decisions without any I/O: events and the time go in, intentions come out through
 * {@link io.minibit.swarm.SwarmActions}. Times are nanoseconds of any monotonic origin; chance is a
 * generator that is handed in, so a run repeats from its seed. One owner: nothing here is safe for
 * threads but {@link io.minibit.swarm.TokenBucket}. May import metainfo.
 */
package io.minibit.swarm;
