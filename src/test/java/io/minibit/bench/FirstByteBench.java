package io.minibit.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * How long a small file takes from the command to the prompt, when a peer that has it is known, and
 * what of that is not the start of Java and of a node.
 */
final class FirstByteBench {
  private static final int ROUNDS = 9;
  private static final int SIZE = 64 * 1024;

  private FirstByteBench() {}

  static void run() throws Exception {
    Rounds whole = new Rounds();
    Rounds start = new Rounds();
    try (Scratch scratch = Scratch.inMemory()) {
      Path content = Scratch.random(scratch.folder("seed").resolve("small.bin"), SIZE);
      TransferRun run = TransferRun.of(content, 16 * 1024, List.of());
      for (int round = 0; round < ROUNDS; round++) {
        whole.add(
            run.transfer(Client.MINIBIT, Client.MINIBIT, scratch.folder().resolve("leech"))
                .seconds());
        start.add(Command.seconds(Command.minibit(List.of(), "--version")));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%n`get` of 64 KiB, %d rounds: %.2f s (%.2f to %.2f), of which `--version` alone %.2f s%n",
        ROUNDS,
        whole.median(),
        whole.min(),
        whole.max(),
        start.median());
  }
}
