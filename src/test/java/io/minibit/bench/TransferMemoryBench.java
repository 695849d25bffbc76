package io.minibit.bench;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What a transfer needs of memory, by the size of the file: between two of our processes, with a
 * heap of 128 MiB and with what Java chooses by itself, from a sparse source on disk.
 */
final class TransferMemoryBench {
  private static final List<String> HEAP = List.of("-Xmx128m");
  private static final int PIECE = 4 << 20;
  private static final long[] GIBIBYTES = {1, 5, 20};

  private TransferMemoryBench() {}

  static void run() throws Exception {
    run("both sides with " + HEAP, HEAP);
    run("both sides with Java's own choice of heap", List.of());
  }

  private static void run(String title, List<String> options) throws Exception {
    System.out.printf("%nA sparse source on disk, pieces of 4 MiB, %s%n%n", title);
    System.out.println("| size, GiB | s | most resident, seeder, MiB | leecher, MiB |");
    System.out.println("| --- | --- | --- | --- |");
    for (long size : GIBIBYTES) {
      try (Scratch scratch = Scratch.onDisk()) {
        Path content = sparse(scratch.folder("seed").resolve("sparse.bin"), size << 30);
        TransferRun.Result result =
            TransferRun.of(content, PIECE, options)
                .transfer(Client.MINIBIT, Client.MINIBIT, scratch.folder().resolve("leech"));
        System.out.printf(
            "| %d | %.1f | %.0f | %.0f |%n",
            size, result.seconds(), result.seederPeak(), result.leecherPeak());
      }
    }
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
