package io.minibit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk in memory that is soon full. A test that needs one where none may be mounted is skipped,
 * saying so; with {@code -Dinterop=required} it fails.
 *
 * @param folder where it is
 */
record SmallDisk(Path folder) implements AutoCloseable {
  private static final String BALLAST = "ballast";

  /** Mounts one on a new folder. */
  static SmallDisk mount(Path folder, int mebibytes) throws IOException, InterruptedException {
    Files.createDirectory(folder);
    Process mount =
        new ProcessBuilder(
                "mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString())
            .inheritIO()
            .start();
    boolean mounted = mount.waitFor() == 0;
    if ("required".equals(System.getProperty("interop"))) {
      assertThat(mounted).as("a small disk may be mounted").isTrue();
    }
    assumeTrue(mounted, "needs the right to mount a small disk");
    return new SmallDisk(folder);
  }

  /** Has a file take all the room that is left. */
  void fill() throws IOException {
    byte[] some = new byte[4096];
    try (OutputStream ballast = Files.newOutputStream(folder.resolve(BALLAST))) {
      while (true) {
        ballast.write(some);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  /** Takes that file away. */
  void free() throws IOException {
    Files.delete(folder.resolve(BALLAST));
  }

  @Override
  public void close() throws IOException {
    new ProcessBuilder("umount", "-l", folder.toString()).start().onExit().join();
  }
}
