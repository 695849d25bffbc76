package io.minibit.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A file of 3 MB in a folder of its seeder, and its v1 torrent.
 *
 * @param folder of all
 * @param content the seeder's copy
 * @param file the torrent file
 * @param infoHash in hex
 */
public record TrackedTorrent(Path folder, Path content, Path file, String infoHash) {
  private static final int BYTES = 3_000_001;
  private static final int PIECE = 1 << 15;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Makes it. */
  public static TrackedTorrent make(Path folder, String trackerUrl) throws Exception {
    Path content = Files.createDirectories(folder.resolve("seed")).resolve("three.bin");
    byte[] bytes = new byte[BYTES];
    new SplittableRandom(3).nextBytes(bytes);
    Files.write(content, bytes);
    BuiltTorrent built =
        new TorrentBuilder(
                content,
                new BuildSettings(
                    TorrentFormat.V1,
                    OptionalInt.of(PIECE),
                    false,
                    new Sources(List.of(List.of(trackerUrl)), List.of(), List.of()),
                    Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE);
    Path file = Files.write(folder.resolve("three.torrent"), built.file());
    return new TrackedTorrent(folder, content, file, built.torrent().hashes().id().hex());
  }

  /** A magnet link that tells of nothing but the info hash. */
  public String magnet() {
    return "magnet:?xt=urn:btih:" + infoHash;
  }

  /** A folder under that name, made. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /** Whether the copy in that folder is the seeder's, byte for byte. */
  public void requireCopy(String name) throws IOException {
    assertThat(Files.mismatch(content, folder.resolve(name).resolve("three.bin"))).isEqualTo(-1);
  }

  /** A port that was free for TCP a moment ago. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** aria2 in a folder, on loopback and with nobody to ask but the torrent's tracker. */
  public RunningProgram aria(String name, String... options) throws IOException {
    return ariaFor(file.toString(), name, options);
  }

  /** The same, for what may be a magnet link. */
  public RunningProgram ariaFor(String what, String name, String... options) throws IOException {
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(
                "aria2c",
                "--no-conf",
                "--interface=lo",
                "--disable-ipv6=true",
                "--enable-dht6=false",
                "--enable-peer-exchange=false",
                "--bt-enable-lpd=false",
                "--file-allocation=none",
                "--summary-interval=0",
                "--enable-dht=true", // Without it there is no UDP at all, trackers included.
                "--dht-listen-port=" + port,
                "--dht-file-path=" + folder(name).resolve("dht.dat"),
                "--listen-port=" + port,
                "-d",
                folder(name).toString()));
    command.addAll(List.of(options));
    command.add(what);
    return RunningProgram.start(folder, command.toArray(String[]::new));
  }

  RunningProgram ariaSeeder() throws IOException {
    return aria("seed", "-V", "--seed-ratio=0.0", "--seed-time=60");
  }

  RunningProgram ariaLeecher() throws IOException {
    return aria("leech", "--seed-time=0", "--bt-tracker-connect-timeout=10");
  }

  /**
   * Transmission, which knows no torrent yet, with the seeder's copy in its folder.
   *
   * @param encryption 0 rather not, 1 preferred, 2 required
   */
  RunningProgram transmission(int port, int rpc, int encryption) throws IOException {
    Path settings = folder("transmission");
    Files.writeString(
        settings.resolve("settings.json"),
        """
        {"download-dir":"%s","bind-address-ipv4":"127.0.0.1","bind-address-ipv6":"::1",
         "peer-port":%d,"port-forwarding-enabled":false,"rpc-bind-address":"127.0.0.1",
         "rpc-port":%d,"rpc-whitelist":"127.0.0.1","rpc-authentication-required":false,
         "dht-enabled":false,"lpd-enabled":false,"pex-enabled":false,"utp-enabled":false,
         "encryption":%d,"preallocation":0}
        """
            .formatted(content.getParent(), port, rpc, encryption));
    return RunningProgram.start(folder, "transmission-daemon", "-f", "-g", settings.toString());
  }

  /** Its door for commands opens a moment after it starts. */
  void addToTransmission(int rpc) throws Exception {
    long start = System.nanoTime();
    while (true) {
      try (RunningProgram remote =
          RunningProgram.start(
              folder, "transmission-remote", "127.0.0.1:" + rpc, "-a", file.toString())) {
        if (remote.awaitEnd() == 0) {
          return;
        }
        if (System.nanoTime() - start > PATIENCE_NANOS) {
          throw new AssertionError(remote.said());
        }
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
