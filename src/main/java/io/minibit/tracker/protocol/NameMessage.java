package io.minibit.tracker.protocol;

import io.minibit.metainfo.InfoHash;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message of the name protocol: one JSON object in one UDP datagram. Fields that nobody knows are
 * ignored, so that newer clients may add some.
 */
public sealed interface NameMessage {
  /** The old-style transfer carries names of at most so many bytes of UTF-8. */
  int MAX_FILENAME_BYTES = 1024;

  /** The longest name with every byte written as an escape of six, and room for the rest. */
  int MAX_BYTES = 6 * MAX_FILENAME_BYTES + 2048;

  /** The sender's address with this port seeds the name. Not answered. */
  record Register(String filename, int port, Optional<InfoHash> infoHash, OptionalLong size)
      implements NameMessage {
    /** Checks name, port and size. */
    public Register {
      requireFilename(filename);
      requirePort(port);
      if (size.orElse(0) < 0) {
        throw new IllegalArgumentException("negative size " + size.getAsLong());
      }
    }
  }

  /**
   * Who seeds the name? Answered by a {@link SeedersAnswer}.
   *
   * @param infoHash narrows the answer to the seeders of that content; older trackers ignore it
   */
  record Request(String filename, Optional<InfoHash> infoHash) implements NameMessage {
    /** Checks the name. */
    public Request {
      requireFilename(filename);
    }
  }

  /** Renews all that the sender's address and this port registered. Not answered. */
  record Heartbeat(int port) implements NameMessage {
    /** Checks the port. */
    public Heartbeat {
      requirePort(port);
    }
  }

  /** Forgets all that the sender's address and this port registered. Not answered. */
  record Exit(int port) implements NameMessage {
    /** Checks the port. */
    public Exit {
      requirePort(port);
    }
  }

  /**
   * Which contents bear the name? Answered by a {@link LookupAnswer}; older trackers do not answer.
   */
  record Lookup(String filename) implements NameMessage {
    /** Checks the name. */
    public Lookup {
      requireFilename(filename);
    }
  }

  /**
   * Reads a datagram.
   *
   * @throws RefusedException when it is no message, with the reason
   */
  static NameMessage parse(byte[] datagram) throws RefusedException {
    return NameMessageReader.read(datagram);
  }

  /** The datagram. */
  default byte[] toBytes() {
    return NameMessageWriter.write(this);
  }

  /** Whether a name can be registered: not empty, Unicode, at most 1024 bytes of UTF-8. */
  static boolean isFilename(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_FILENAME_BYTES
        && StandardCharsets.UTF_8.newEncoder().canEncode(name)
        && name.getBytes(StandardCharsets.UTF_8).length <= MAX_FILENAME_BYTES;
  }

  private static void requireFilename(String name) {
    if (!isFilename(name)) {
      throw new IllegalArgumentException(
          "a shared name has 1 to " + MAX_FILENAME_BYTES + " bytes of UTF-8");
    }
  }

  private static void requirePort(int port) {
    if (port < 1 || port > PeerAddress.MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " is not in 1..65535");
    }
  }
}
