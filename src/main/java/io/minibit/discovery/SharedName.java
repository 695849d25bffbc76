package io.minibit.discovery;

import io.minibit.metainfo.InfoHash;
import io.minibit.tracker.protocol.NameMessage;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A name under which this peer shares something.
 *
 * @param filename 1 to 1024 bytes of UTF-8
 * @param infoHash what is behind it, where that is known
 * @param size its bytes, where they are known
 */
public record SharedName(String filename, Optional<InfoHash> infoHash, OptionalLong size) {
  /** Checks the name. */
  public SharedName {
    if (!NameMessage.isFilename(filename)) {
      throw new IllegalArgumentException(
          "a shared name has 1 to "
              + NameMessage.MAX_FILENAME_BYTES
              + " bytes of UTF-8; share it under another name");
    }
  }

  NameMessage.Register register(int port) {
    return new NameMessage.Register(filename, port, infoHash, size);
  }
}
