package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was made is shown and verified, whatever the files are called. */
class CreateShowVerifyTest {
  @TempDir private Path temp;
  private final CapturedConsole captured = new CapturedConsole();

  private int run(String... args) {
    return new MinibitCli(captured.console, null).run(args);
  }

  private void write(String path, int length) throws IOException {
    Path file = temp.resolve("data").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[length]);
  }

  private String torrent() {
    return temp.resolve("t.torrent").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--v1", "--v2", "--hybrid"})
  void aFolderOfAwkwardFilesPasses(String format) throws IOException {
    write("t/empty", 0);
    write("t/sub/日本語 naïve.bin", 100_000);
    write("t/CON", 3);
    write("t/trailing. ", 4);
    write("t/" + "é".repeat(127), 5);
    // A family: persons joined by zero-width characters, which cleaning takes away.
    write("t/\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67.jpg", 40_000);
    write("t/UPPER", 6);
    write("t/upper", 7);

    assertThat(run("create", temp + "/data/t", format, "-o", torrent())).isEqualTo(ExitCode.DONE);
    assertThat(run("show", torrent())).isEqualTo(ExitCode.DONE);
    assertThat(captured.out()).contains("t/sub/日本語 naïve.bin", "t/_CON (in the torrent: t/CON)");
    assertThat(run("verify", torrent(), temp + "/data"))
        .as(captured.err())
        .isEqualTo(ExitCode.DONE);

    write("t/trailing. ", 3);
    assertThat(run("verify", torrent(), temp + "/data")).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aSparseFileOfMoreThan32BitsIsReadToItsEnd() throws IOException {
    Path file = Files.createDirectory(temp.resolve("data")).resolve("sparse.img");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 1L << 32);
    }

    assertThat(run("create", file.toString(), "--v1", "-o", torrent())).isEqualTo(ExitCode.DONE);
    assertThat(run("show", torrent())).isEqualTo(ExitCode.DONE);

    assertThat(captured.out()).contains("4.00 GiB (4294967297 bytes) in 1 file");
  }
}
