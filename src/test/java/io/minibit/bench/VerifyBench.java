package io.minibit.bench;

import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.BuiltTorrent;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.storage.ContentCheck;
import io.minibit.storage.OpenFiles;
import io.minibit.storage.PieceState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verification against what OpenSSL hashes on the same machine in the same minute. {@code verify}
 * takes 1 GiB in the page cache, {@code verify-sparse} 100 GiB in 10,000 files without blocks.
 */
final class VerifyBench {
  private static final long GIB = 1L << 30;
  private static final int ROUNDS = 7;
  private static final int WARM_UPS = 3;
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private VerifyBench() {}

  static void verify() throws Exception {
    ExecutorService helpers = Executors.newFixedThreadPool(CORES);
    try (Scratch disk = Scratch.onDisk()) {
      Path scratch = disk.folder();
      Path content = Scratch.random(scratch.resolve("content"), GIB);
      double sha1 = openssl("sha1");
      double sha256 = openssl("sha256");
      System.out.printf(
          "%n1 GiB in the page cache, 1 MiB pieces, %d cores, Java %s; openssl on one core: sha1 %.0f"
              + " MB/s, sha256 %.0f MB/s%n%n",
          CORES, System.getProperty("java.version"), sha1, sha256);
      System.out.println(
          "| verify | median s | min | max | MB/s | bound MB/s | of bound | whole command s |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- |");
      row(scratch, content, TorrentFormat.V1, sha1 * CORES, helpers);
      row(scratch, content, TorrentFormat.HYBRID, CORES / (1 / sha1 + 1 / sha256), helpers);
    } finally {
      helpers.shutdownNow();
    }
  }

  private static void row(
      Path scratch, Path content, TorrentFormat format, double bound, ExecutorService helpers)
      throws Exception {
    BuildSettings settings =
        new BuildSettings(format, OptionalInt.of(1 << 20), false, Sources.NONE, Credits.NONE);
    BuiltTorrent built =
        new TorrentBuilder(content, settings).build(helpers, CORES, BuildMonitor.NONE);
    Path torrent = Files.write(scratch.resolve(format + ".torrent"), built.file());
    double[] seconds = new double[ROUNDS];
    double[] command = new double[ROUNDS];
    for (int i = -WARM_UPS; i < ROUNDS; i++) {
      long start = System.nanoTime();
      check(built, scratch, helpers);
      double took = (System.nanoTime() - start) / 1e9;
      if (i >= 0) {
        seconds[i] = took;
        command[i] = run("java", "-jar", jar(), "verify", torrent.toString(), scratch.toString());
      }
    }
    Arrays.sort(seconds);
    Arrays.sort(command);
    double rate = GIB / 1e6 / seconds[ROUNDS / 2];
    System.out.printf(
        "| %s | %.3f | %.3f | %.3f | %.0f | %.0f | %.0f %% | %.2f |%n",
        format,
        seconds[ROUNDS / 2],
        seconds[0],
        seconds[ROUNDS - 1],
        rate,
        bound,
        100 * rate / bound,
        command[ROUNDS / 2]);
  }

  private static void check(BuiltTorrent built, Path folder, ExecutorService helpers)
      throws IOException {
    int pieces = built.torrent().pieces().pieceCount();
    BitSet all = new BitSet();
    all.set(0, pieces);
    AtomicInteger good = new AtomicInteger();
    try (OpenFiles open = new OpenFiles(OpenFiles.DEFAULT_LIMIT)) {
      new ContentCheck(built.torrent(), folder, open)
          .run(
              all,
              helpers,
              CORES,
              () -> false,
              (piece, state, size) -> good.addAndGet(state == PieceState.GOOD ? 1 : 0));
    }
    if (good.get() != pieces) {
      throw new IllegalStateException(good + " of " + pieces + " pieces");
    }
  }

  static void sparse() throws Exception {
    try (Scratch disk = Scratch.onDisk()) {
      Path scratch = disk.folder();
      int files = 10_000;
      for (int i = 0; i < files; i++) {
        Path file = scratch.resolve("content/" + i / 100 + "/" + i);
        Files.createDirectories(file.getParent());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toString(), "rw")) {
          sparse.setLength(100 * GIB / files);
        }
      }
      String torrent = scratch.resolve("t.torrent").toString();
      System.out.println("| 100 GiB sparse, 10,000 files, -Xmx64m | s |");
      System.out.println("| --- | --- |");
      double create =
          run(
              "java",
              "-Xmx64m",
              "-jar",
              jar(),
              "create",
              scratch.resolve("content").toString(),
              "-o",
              torrent);
      System.out.printf("| create --hybrid | %.1f |%n", create);
      double verify = run("java", "-Xmx64m", "-jar", jar(), "verify", torrent, scratch.toString());
      System.out.printf("| verify | %.1f |%n", verify);
    }
  }

  private static String jar() {
    return System.getProperty("minibit.jar");
  }

  /** Runs a command that must succeed, and returns the seconds it took. */
  private static double run(String... command) throws Exception {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int exitCode = process.waitFor();
    double took = (System.nanoTime() - start) / 1e9;
    if (exitCode != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": exit code " + exitCode);
    }
    return took;
  }

  /** MB/s of one core, by blocks of 16 KiB. */
  private static double openssl(String digest) throws Exception {
    Process process =
        new ProcessBuilder("openssl", "speed", "-evp", digest, "-bytes", "16384", "-seconds", "3")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    Matcher figure = Pattern.compile("(?m)^\\S+\\s+([0-9.]+)k\\s*$").matcher(output);
    if (process.waitFor() != 0 || !figure.find()) {
      throw new IllegalStateException("openssl speed: " + output);
    }
    return Double.parseDouble(figure.group(1)) / 1000;
  }
}
