package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Announces over HTTP by {@code http-load.c}.
 *
 * @param program of it
 */
record HttpLoad(LoadProgram program) {
  private static final int CONNECTIONS = 64;

  /** Compiles it; needs a C compiler. */
  static HttpLoad compile(Path folder) throws IOException, InterruptedException {
    return new HttpLoad(LoadProgram.compile(folder, "http-load"));
  }

  /**
   * Announces random ones of the peers.
   *
   * @param keep whether to ask again on a connection
   */
  LoadProgram.Result announce(int port, int torrents, int peers, double seconds, boolean keep)
      throws IOException, InterruptedException {
    return program.run(
        "127.0.0.1",
        "" + port,
        "" + torrents,
        "" + peers,
        "" + seconds,
        "" + CONNECTIONS,
        keep ? "1" : "0");
  }
}
