package io.minibit.bench;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a transfer needs of memory, by the size of the file: between two of our processes, with a
 * heap of 128 MiB, with what Java chooses by itself, and with what it would choose on a machine
 * with much memory, from a sparse source on disk.
 */
final class TransferMemoryBench {
  private static final Map<String, List<String>> HEAPS =
      new TreeMap<>(
          Map.of(
              "-Xmx128m", List.of("-Xmx128m"),
              "Java's own heap", List.of(),
              "Java's own heap on 128 GiB", List.of("-XX:MaxRAM=128g")));

  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int PIECE = 4 << 20;
  private static final long[] GIBIBYTES = {1, 5, 20};

  private TransferMemoryBench() {}

  static void run() throws Exception {
    Figures figures = new Figures("transfer-memory");
    for (int round = 0; round < ROUNDS; round++) {
      for (long size : GIBIBYTES) {
        try (Scratch scratch = Scratch.onDisk()) {
          Path content = sparse(scratch.folder("seed").resolve("sparse.bin"), size << 30);
          for (Map.Entry<String, List<String>> heap : HEAPS.entrySet()) {
            figures.add(
                size + " GiB, " + heap.getKey(),
                TransferRun.of(content, PIECE, heap.getValue())
                    .transfer(Client.MINIBIT, Client.MINIBIT, scratch.folder().resolve("leech")));
          }
        }
      }
    }
    figures.report("A sparse source on disk, pieces of 4 MiB, " + ROUNDS + " rounds in turns");
  }

  private static Path sparse(Path file, long size) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return file;
  }
}
