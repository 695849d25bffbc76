package io.minibit.swarm;

/**
 * One direction's limits: the bucket that all torrents of the node share, and the torrent's own.
 */
record RateLimit(TokenBucket global, TokenBucket transfer) {
  boolean allows(long now) {
    return transfer.allows(now) && global.allows(now);
  }

  void take(long bytes, long now) {
    transfer.take(bytes, now);
    global.take(bytes, now);
  }

  void refund(long bytes) {
    transfer.refund(bytes);
    global.refund(bytes);
  }
}
