package io.minibit.bench;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Hashing time of a 1 GiB file that is in the page cache, against what the digests alone would take
 * and against mktorrent with as many threads. All rivals take turns in every round. A RAM disk has
 * a row of its own: it keeps small pages, of which a copy costs more than of a disk's file system.
 */
final class CreateBench implements Bench.Suite {
  private static final int ROUNDS = Integer.getInteger("rounds", 7);
  private static final int WARM_UP = 3;
  private static final long LENGTH = 1L << 30;
  private static final int PIECE_LOG = 19;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private final Medians medians = new Medians();

  @Override
  public void run() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(CORES);
    try (Scratch disk = Scratch.onDisk();
        Scratch memory = Scratch.inMemory()) {
      Path file = Scratch.random(disk.folder().resolve("content.bin"), LENGTH);
      Path inMemory = Files.copy(file, memory.folder().resolve("content.bin"));
      for (int i = 0; i < WARM_UP; i++) {
        seconds(executor, file, TorrentFormat.V1);
        seconds(executor, file, TorrentFormat.HYBRID);
      }
      for (int i = 0; i < ROUNDS; i++) {
        round(executor, file, disk.folder());
        medians.add("v1 in memory", LENGTH / seconds(executor, inMemory, TorrentFormat.V1));
        medians.add("mktorrent in memory", LENGTH / mktorrentSeconds(inMemory, memory.folder()));
      }
      print();
    } finally {
      executor.shutdown();
    }
  }

  private void round(ExecutorService executor, Path file, Path folder) throws Exception {
    medians.add("sha1", opensslBytesPerSecond("sha1"));
    medians.add("v1", LENGTH / seconds(executor, file, TorrentFormat.V1));
    medians.add("mktorrent", LENGTH / mktorrentSeconds(file, folder));
    medians.add("v1 command", LENGTH / commandSeconds(file, folder, "--v1"));
    medians.add("sha256", opensslBytesPerSecond("sha256"));
    medians.add("hybrid", LENGTH / seconds(executor, file, TorrentFormat.HYBRID));
    medians.add("hybrid command", LENGTH / commandSeconds(file, folder, "--hybrid"));
  }

  private static double seconds(ExecutorService executor, Path file, TorrentFormat format)
      throws Exception {
    BuildSettings settings =
        new BuildSettings(
            format, OptionalInt.of(1 << PIECE_LOG), false, Sources.NONE, Credits.NONE);
    long start = System.nanoTime();
    new TorrentBuilder(file, settings).build(executor, CORES, BuildMonitor.NONE);
    return (System.nanoTime() - start) / 1e9;
  }

  private static double mktorrentSeconds(Path file, Path folder) throws Exception {
    Path output = folder.resolve("mk.torrent");
    double seconds =
        Command.seconds(
            "mktorrent",
            "-t",
            "" + CORES,
            "-l",
            "" + PIECE_LOG,
            "-a",
            "http://127.0.0.1/",
            "-o",
            output.toString(),
            file.toString());
    Files.delete(output);
    return seconds;
  }

  private static double commandSeconds(Path file, Path folder, String format) throws Exception {
    Path output = folder.resolve("ours.torrent");
    double seconds =
        Command.seconds(
            Command.minibit(
                List.of(),
                "create",
                file.toString(),
                format,
                "--piece-length",
                "" + (1 << PIECE_LOG),
                "-o",
                output.toString()));
    Files.delete(output);
    return seconds;
  }

  /** The last figure of the machine's own table is in thousands of bytes a second. */
  private static double opensslBytesPerSecond(String digest) throws Exception {
    String output =
        Command.run("openssl", "speed", "-seconds", "1", "-bytes", "16384", "-evp", digest);
    String figure = output.strip().replaceAll("(?s).*\\s([0-9.]+)k$", "$1");
    return Double.parseDouble(figure) * 1000;
  }

  private void print() {
    double v1Bound = medians.of("sha1") * CORES;
    double hybridBound = CORES / (1 / medians.of("sha1") + 1 / medians.of("sha256"));
    System.out.printf(
        "%ncreate: 1 GiB in the page cache, %d cores, %d rounds, median (lowest to highest), MB/s%n%n",
        CORES, ROUNDS);
    System.out.println("| what | MB/s | of the digests alone |");
    System.out.println("| --- | --- | --- |");
    System.out.printf("| openssl sha1, one core | %s | |%n", rate("sha1"));
    System.out.printf("| openssl sha256, one core | %s | |%n", rate("sha256"));
    row("minibit v1, warm", "v1", v1Bound);
    row("minibit v1, whole command", "v1 command", v1Bound);
    row("mktorrent -t " + CORES, "mktorrent", v1Bound);
    row("minibit v1, warm, RAM disk", "v1 in memory", v1Bound);
    row("mktorrent -t " + CORES + ", RAM disk", "mktorrent in memory", v1Bound);
    row("minibit hybrid, warm", "hybrid", hybridBound);
    row("minibit hybrid, whole command", "hybrid command", hybridBound);
  }

  private void row(String title, String what, double bound) {
    System.out.printf("| %s | %s | %.0f %% |%n", title, rate(what), 100 * medians.of(what) / bound);
  }

  private String rate(String what) {
    return medians.inMegabytes(what);
  }
}
