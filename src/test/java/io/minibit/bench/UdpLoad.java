package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Announces over UDP by {@code udp-load.c}.
 *
 * @param program of it
 */
record UdpLoad(LoadProgram program) {
  /** Compiles it; needs a C compiler. */
  static UdpLoad compile(Path folder) throws IOException, InterruptedException {
    return new UdpLoad(LoadProgram.compile(folder, "udp-load"));
  }

  /** The info hashes that it announces, one a line. */
  String hashes(int torrents) throws IOException, InterruptedException {
    return program.say("hashes", "" + torrents);
  }

  /** Announces every peer once. */
  LoadProgram.Result fill(int port, int torrents, int peers)
      throws IOException, InterruptedException {
    return program.run("fill", "127.0.0.1", "" + port, "" + torrents, "" + peers);
  }

  /**
   * Announces random ones of the peers.
   *
   * @param rate a second; 0 for all that the tracker takes
   */
  LoadProgram.Result announce(int port, int torrents, int peers, double seconds, long rate)
      throws IOException, InterruptedException {
    return program.run(
        "run", "127.0.0.1", "" + port, "" + torrents, "" + peers, "" + seconds, "" + rate);
  }
}
