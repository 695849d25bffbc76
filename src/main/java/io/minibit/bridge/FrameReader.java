package io.minibit.bridge;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Cuts a stream into frames.
 *
 * <pre>
 * +--------+--------+--------+--------+------------------- - - -
 * |  length, unsigned, highest first  |  JSON in UTF-8, that long
 * +--------+--------+--------+--------+------------------- - - -
 * </pre>
 *
 * <p>Holds one frame and one read at most, as long as the reader takes what is whole.
 */
final class FrameReader {
  /** The longest request is a magnet link of 16 KiB; four times that leaves room. */
  static final int MAX_FRAME_BYTES = 64 * 1024;

  private static final int HEADER_BYTES = 4;

  private Buffer buffered = Buffer.buffer();
  private int taken;

  /** A length that no frame has: the stream cannot be followed any more. */
  static final class BadLengthException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLengthException(long length) {
      super("a frame has 1 to " + MAX_FRAME_BYTES + " bytes, not " + length, null, false, false);
    }
  }

  void feed(Buffer bytes) {
    buffered =
        isWaiting() ? buffered.getBuffer(taken, buffered.length()).appendBuffer(bytes) : bytes;
    taken = 0;
  }

  /** The next whole frame, without its header. */
  Optional<Buffer> next() throws BadLengthException {
    int waiting = buffered.length() - taken;
    if (waiting < HEADER_BYTES) {
      return Optional.empty();
    }
    long length = buffered.getUnsignedInt(taken);
    if (length == 0 || length > MAX_FRAME_BYTES) {
      throw new BadLengthException(length);
    }
    if (waiting < HEADER_BYTES + length) {
      return Optional.empty();
    }
    int start = taken + HEADER_BYTES;
    taken = start + (int) length;
    return Optional.of(buffered.getBuffer(start, taken));
  }

  /** Whether some bytes wait for the rest of their frame. */
  boolean isWaiting() {
    return taken < buffered.length();
  }
}
