package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar on a file that is much larger than its memory. */
class SparseFileIT {
  private static final long LENGTH = 10L << 30;

  @TempDir private Path folder;

  private JsonObject minibit(int exitCode, String... args) throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-jar");
    command.add(System.getProperty("minibit.jar"));
    command.addAll(List.of(args));
    command.add("--json");
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isEqualTo(exitCode);
    List<String> lines = Files.readAllLines(out);
    return new JsonObject(lines.get(lines.size() - 1));
  }

  @Test
  void tenGibibytesAreCreatedShownAndVerifiedInLittleMemory() throws Exception {
    Path file = Files.createDirectory(folder.resolve("data")).resolve("sparse");
    setByte(file, LENGTH - 1, 1);
    String torrent = folder.resolve("t.torrent").toString();
    minibit(0, "create", file.toString(), "--v1", "-o", torrent);

    assertThat(minibit(0, "show", torrent).getLong("size")).isEqualTo(LENGTH);

    JsonObject verified = minibit(0, "verify", torrent, file.getParent().toString());
    assertThat(verified.getBoolean("verified")).isTrue();
    assertThat(verified.getLong("size")).isEqualTo(LENGTH);

    setByte(file, LENGTH / 2, 1);
    JsonObject damaged = minibit(1, "verify", torrent, file.getParent().toString());
    assertThat(damaged.getInteger("badPieces")).isOne();
  }

  private static void setByte(Path file, long position, int value) throws IOException {
    try (RandomAccessFile sparse = new RandomAccessFile(file.toString(), "rw")) {
      sparse.seek(position);
      sparse.write(value);
    }
  }
}
