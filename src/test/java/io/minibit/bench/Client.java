package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A BitTorrent client whose processes are compared; ours by the plain jar, and by its script. */
enum Client {
  MINIBIT {
    @Override
    List<String> seed(Path torrent, Path folder, List<String> javaOptions) {
      List<String> words = new ArrayList<>(leech(torrent, folder, javaOptions));
      words.add("--seed");
      return words;
    }

    @Override
    List<String> leech(Path torrent, Path folder, List<String> javaOptions) {
      return List.of(
          Command.minibit(javaOptions, "get", torrent.toString(), "-o", folder.toString()));
    }
  },

  MINIBIT_SCRIPT {
    @Override
    List<String> seed(Path torrent, Path folder, List<String> javaOptions) {
      List<String> words = new ArrayList<>(leech(torrent, folder, javaOptions));
      words.add("--seed");
      return words;
    }

    @Override
    List<String> leech(Path torrent, Path folder, List<String> javaOptions) {
      return StartScript.command("get", torrent.toString(), "-o", folder.toString());
    }
  },

  ARIA2 {
    @Override
    List<String> seed(Path torrent, Path folder, List<String> javaOptions) throws IOException {
      return aria(torrent, folder, "-V", "--seed-ratio=0.0", "--seed-time=60");
    }

    @Override
    List<String> leech(Path torrent, Path folder, List<String> javaOptions) throws IOException {
      return aria(torrent, folder, "--seed-time=0");
    }
  };

  /** The command that checks what is in the folder and seeds it until it is killed. */
  abstract List<String> seed(Path torrent, Path folder, List<String> javaOptions)
      throws IOException;

  /** The command that downloads and ends. */
  abstract List<String> leech(Path torrent, Path folder, List<String> javaOptions)
      throws IOException;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<String> aria(Path torrent, Path folder, String... options)
      throws IOException {
    List<String> words =
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
                "--listen-port=" + Scratch.freePort(),
                "-d",
                folder.toString()));
    words.addAll(List.of(options));
    words.add(torrent.toString());
    return words;
  }
}
