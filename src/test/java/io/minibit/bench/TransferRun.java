package io.minibit.bench;

import io.minibit.bench.ProcessFigures.Cpu;
import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One content that goes from a seeder's process to a leecher's, as often as is asked for.
 *
 * @param content the seeder's copy
 * @param torrent its torrent file
 * @param infoHash in hex
 * @param trackerPort where they find each other
 * @param javaOptions of our processes
 */
record TransferRun(
    Path content, Path torrent, String infoHash, int trackerPort, List<String> javaOptions) {

  /**
   * What one transfer took.
   *
   * @param seconds from the leecher's start to its end
   * @param seederCpu processor time while the leecher lived
   * @param leecherCpu the same of the leecher
   * @param seederPeak most resident memory in MiB
   * @param leecherPeak the same of the leecher
   */
  record Result(
      double seconds, Cpu seederCpu, Cpu leecherCpu, double seederPeak, double leecherPeak) {}

  /** One of a v1 torrent. */
  static TransferRun of(Path content, int pieceLength, List<String> javaOptions) throws Exception {
    return of(content, TorrentFormat.V1, pieceLength, javaOptions);
  }

  static TransferRun of(
      Path content, TorrentFormat format, int pieceLength, List<String> javaOptions)
      throws Exception {
    return of(content, format, pieceLength, javaOptions, Scratch.freePort());
  }

  static TransferRun of(
      Path content, TorrentFormat format, int pieceLength, List<String> javaOptions, int port)
      throws Exception {
    String tracker = "http://127.0.0.1:" + port + "/announce";
    BuiltTorrent built =
        new TorrentBuilder(
                content,
                new BuildSettings(
                    format,
                    OptionalInt.of(pieceLength),
                    false,
                    new Sources(List.of(List.of(tracker)), List.of(), List.of()),
                    Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE);
    Path torrent =
        Files.write(
            content.resolveSibling(content.getFileName() + "." + format + port + ".torrent"),
            built.file());
    return new TransferRun(
        content, torrent, built.torrent().hashes().id().hex(), port, javaOptions);
  }

  /**
   * Transfers it once into an empty folder, which is deleted again.
   *
   * @throws IOException if what came is not what was sent
   */
  Result transfer(Client from, Client to, Path folder) throws Exception {
    Path log = folder.resolveSibling("seeder.log");
    // A new one each time, which nobody can have forgotten to say goodbye to.
    try (TrackerProcess tracker = TrackerProcess.start(folder.getParent(), trackerPort)) {
      Process seeder = start(from.seed(torrent, content.getParent(), javaOptions), log);
      return transfer(seeder, tracker, from, to, folder);
    }
  }

  private Result transfer(
      Process seeder, TrackerProcess tracker, Client from, Client to, Path folder)
      throws Exception {
    try {
      tracker.awaitSeeder(infoHash);
      Files.createDirectories(folder);
      Cpu seederCpu = ProcessFigures.cpu(seeder.pid());
      Cpu leecherCpu = ProcessFigures.endedCpu();
      long begun = System.nanoTime();
      Path leecherLog = folder.resolveSibling("leecher.log");
      Process leecher = start(to.leech(torrent, folder, javaOptions), leecherLog);
      double peak = watch(leecher);
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (leecher.exitValue() != 0
          || !Scratch.isSame(content, folder.resolve(content.getFileName()))) {
        throw new IOException(from + " to " + to + ": " + Files.readString(leecherLog));
      }
      return new Result(
          seconds,
          ProcessFigures.cpu(seeder.pid()).minus(seederCpu),
          ProcessFigures.endedCpu().minus(leecherCpu),
          ProcessFigures.peakMebibytes(seeder.pid()),
          peak);
    } finally {
      seeder.destroy();
      seeder.waitFor();
      Scratch.delete(folder);
    }
  }

  /** Waits for its end; its peak is read as often as costs nothing. */
  private static double watch(Process process) throws Exception {
    double peak = 0;
    while (process.isAlive()) {
      try {
        peak = Math.max(peak, ProcessFigures.peakMebibytes(process.pid()));
      } catch (IOException endedMeanwhile) {
        break;
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
    process.waitFor();
    return peak;
  }

  static Process start(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(log.toFile())
        .start();
  }
}
