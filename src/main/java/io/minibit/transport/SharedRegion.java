package io.minibit.transport;

import io.netty.channel.DefaultFileRegion;

/** A part of a file that stays open when it was sent. */
final class SharedRegion extends DefaultFileRegion {
  private final Runnable done;

  SharedRegion(FilePart part) {
    super(part.channel(), part.offset(), part.length());
    this.done = part.done();
  }

  @Override
  protected void deallocate() {
    done.run();
  }
}
