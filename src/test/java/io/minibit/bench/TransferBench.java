package io.minibit.bench;

import io.minibit.metainfo.TorrentFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whole transfers from one process to another, ours and aria2's in turns, on a RAM disk: 1 GiB in
 * every pairing, v1 with pieces of 1 MiB, and hybrid between two of ours, whose v1 rival is the
 * same; or 10,000 small files. The clock runs from the leecher's start to its end, which is when
 * all is verified; peers find each other by a tracker of ours that nobody is charged for.
 */
final class TransferBench {
  private static final long SIZE = 1L << 30;
  private static final int PIECE = 1 << 20;
  private static final int WARM_UPS = 1;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int FILES = 10_000;
  private static final int FILE_SIZE = 10 * 1024;
  private static final int FILES_PIECE = 256 * 1024;

  /** Who gives what to whom. */
  private record Pair(String name, TransferRun run, Client seeder, Client leecher) {}

  private TransferBench() {}

  static void run() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = Scratch.random(scratch.folder("seed").resolve("big.bin"), SIZE);
      TransferRun v1 = TransferRun.of(content, PIECE, List.of());
      TransferRun hybrid = TransferRun.of(content, TorrentFormat.HYBRID, PIECE, List.of());
      measure(
          "transfer",
          "1 GiB on /dev/shm, pieces of 1 MiB, " + ROUNDS + " rounds in turns",
          scratch,
          List.of(
              new Pair("aria2 to aria2", v1, Client.ARIA2, Client.ARIA2),
              new Pair("minibit to minibit", v1, Client.MINIBIT, Client.MINIBIT),
              new Pair("the same by bin/minibit", v1, Client.MINIBIT_SCRIPT, Client.MINIBIT_SCRIPT),
              new Pair("aria2 to minibit", v1, Client.ARIA2, Client.MINIBIT),
              new Pair("minibit to aria2", v1, Client.MINIBIT, Client.ARIA2),
              new Pair("minibit to minibit, hybrid", hybrid, Client.MINIBIT, Client.MINIBIT),
              new Pair(
                  "hybrid by bin/minibit", hybrid, Client.MINIBIT_SCRIPT, Client.MINIBIT_SCRIPT)));
    }
  }

  static void manyFiles() throws Exception {
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = scratch.folder("seed").resolve("many");
      for (int i = 0; i < FILES; i++) {
        Path folder = Files.createDirectories(content.resolve("" + i / 100));
        Scratch.random(folder.resolve(i + ".bin"), FILE_SIZE);
      }
      TransferRun v1 = TransferRun.of(content, FILES_PIECE, List.of());
      measure(
          "transfer-files",
          FILES + " files of 10 KiB on /dev/shm, " + ROUNDS + " rounds in turns",
          scratch,
          List.of(
              new Pair("aria2 to aria2", v1, Client.ARIA2, Client.ARIA2),
              new Pair("minibit to minibit", v1, Client.MINIBIT, Client.MINIBIT),
              new Pair(
                  "the same by bin/minibit", v1, Client.MINIBIT_SCRIPT, Client.MINIBIT_SCRIPT)));
    }
  }

  private static void measure(String suite, String title, Scratch scratch, List<Pair> pairs)
      throws Exception {
    StartScript.makeArchive();
    Figures figures = new Figures(suite);
    pairs.forEach(pair -> figures.rival(pair.name(), pairs.get(0).name()));
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      for (Pair pair : pairs) {
        Path folder = scratch.folder().resolve("leech");
        TransferRun.Result result = pair.run().transfer(pair.seeder(), pair.leecher(), folder);
        if (round >= 0) {
          figures.add(pair.name(), result);
        }
      }
    }
    figures.report(title);
  }
}
