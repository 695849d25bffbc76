package io.minibit.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where received bytes go, in order. */
@FunctionalInterface
public interface ByteSink {
  /**
   * Takes bytes; called on a worker, never twice at a time.
   *
   * @param bytes direct, valid during the call only; all of them are to be taken
   * @throws IOException ends the connection
   */
  void write(ByteBuffer bytes) throws IOException;
}
