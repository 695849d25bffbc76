package io.minibit.transport;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.FileRegion;
import io.netty.channel.MessageSizeEstimator;

/** Counts the bytes of file regions too among what waits for the socket; Netty's own does not. */
enum RegionSizes implements MessageSizeEstimator, MessageSizeEstimator.Handle {
  INSTANCE;

  @Override
  public Handle newHandle() {
    return this;
  }

  @Override
  public int size(Object message) {
    return message instanceof FileRegion region
        ? (int) region.count()
        : DefaultMessageSizeEstimator.DEFAULT.newHandle().size(message);
  }
}
