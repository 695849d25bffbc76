package io.minibit.bench;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The heap that the command needs for 100 GiB of sparse files in a folder of 10,000: it runs with
 * no more than 64 MiB, and the collector's log tells the most that it used.
 */
final class CreateHeapBench implements Bench.Suite {
  private static final int FILES = 10_000;
  private static final long LENGTH = 100L << 30;
  private static final Pattern USED_BEFORE = Pattern.compile("(\\d+)M->\\d+M\\(");

  @Override
  public void run() throws Exception {
    Path folder = Files.createTempDirectory("minibit-bench");
    try {
      makeSparseFiles(folder.resolve("content"));
      System.out.printf(
          "%ncreate: 100 GiB of sparse files, %d in number, in a heap of 64 MiB%n%n", FILES);
      System.out.println("| format | most heap in use, MiB | seconds |");
      System.out.println("| --- | --- | --- |");
      for (String format : List.of("--v1", "--hybrid")) {
        measure(folder, format);
      }
    } finally {
      try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void measure(Path folder, String format) throws Exception {
    Path log = folder.resolve("gc.log");
    double seconds =
        Command.seconds(
            Command.minibit(
                List.of("-Xmx64m", "-Xlog:gc:file=" + log),
                "create",
                folder.resolve("content").toString(),
                format,
                "-o",
                folder.resolve("content" + format + ".torrent").toString()));
    int most = 0;
    Matcher matcher = USED_BEFORE.matcher(Files.readString(log));
    while (matcher.find()) {
      most = Math.max(most, Integer.parseInt(matcher.group(1)));
    }
    System.out.printf("| %s | %d | %.0f |%n", format, most, seconds);
  }

  private static void makeSparseFiles(Path content) throws Exception {
    Files.createDirectory(content);
    for (int i = 0; i < FILES; i++) {
      try (FileChannel channel =
          FileChannel.open(
              content.resolve("file-%05d.bin".formatted(i)),
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.SPARSE,
              StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate(1), LENGTH / FILES - 1);
      }
    }
  }
}
