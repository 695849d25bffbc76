package io.minibit.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** aria2 on loopback, with nobody to ask but trackers. */
final class Aria {
  private Aria() {}

  /** Checks what is in the folder and seeds it. */
  static RunningProgram seed(Path folder, String what, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("-V", "--seed-ratio=0.0", "--seed-time=60"));
    all.addAll(List.of(options));
    return run(folder, what, all);
  }

  /** Downloads into the folder and ends. */
  static RunningProgram leech(Path folder, String what, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--seed-time=0"));
    all.addAll(List.of(options));
    return run(folder, what, all);
  }

  private static RunningProgram run(Path folder, String what, List<String> options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "aria2c",
                "--no-conf",
                "--interface=lo",
                "--disable-ipv6=true",
                "--enable-dht=false",
                "--enable-dht6=false",
                "--enable-peer-exchange=false",
                "--bt-enable-lpd=false",
                "--file-allocation=none",
                "--summary-interval=0",
                "--listen-port=" + TrackedTorrent.freePort(),
                "-d",
                folder.toString()));
    command.addAll(options);
    command.add(what);
    return RunningProgram.start(folder.getParent(), command.toArray(String[]::new));
  }
}
