package io.minibit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/minibit}, which runs the jar with an archive of its classes. */
final class StartScript {
  private static final long ARCHIVE_SECONDS = 60;

  private StartScript() {}

  static List<String> command(String... args) {
    List<String> words = new ArrayList<>();
    words.add(Path.of("bin", "minibit").toAbsolutePath().toString());
    words.addAll(List.of(args));
    return words;
  }

  /** Has the archive made, which the script does behind the back of a command, and waits for it. */
  static void makeArchive() throws IOException, InterruptedException {
    Command.run(command("get", "--help").toArray(String[]::new));
    long late = System.nanoTime() + TimeUnit.SECONDS.toNanos(ARCHIVE_SECONDS);
    Path jar = Path.of(System.getProperty("minibit.jar")).toAbsolutePath();
    while (!isMade(jar)) {
      if (System.nanoTime() > late) {
        throw new IOException("the start script made no archive");
      }
      Thread.sleep(100);
    }
  }

  private static boolean isMade(Path jar) throws IOException {
    try (var archives = Files.newDirectoryStream(jar.getParent(), "minibit-*.archive")) {
      for (Path archive : archives) {
        if (Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) > 0) {
          return true;
        }
      }
      return false;
    }
  }
}
