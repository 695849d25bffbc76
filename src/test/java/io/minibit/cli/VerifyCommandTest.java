package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  private static final int PIECE = 16384;

  @TempDir private Path folder;
  private CapturedConsole captured = new CapturedConsole();
  private Path torrent;

  @BeforeEach
  void makeContent() throws IOException {
    torrent = folder.resolve("t.torrent");
    write("b\u00fccher/a", 10 * PIECE + 5);
    write("b\u00fccher/b", 3 * PIECE);
    write("b\u00fccher/leer", 0);
  }

  private void write(String name, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private void create(String format) {
    assertThat(
            run(
                "create",
                folder.resolve("b\u00fccher").toString(),
                format,
                "--piece-length",
                "16384",
                "-o",
                torrent.toString()))
        .isZero();
  }

  private int run(String... args) {
    captured = new CapturedConsole();
    return new MinibitCli(captured.console, null).run(args);
  }

  private int verify(String... options) {
    var args = new ArrayList<>(List.of("verify", torrent.toString(), folder.toString()));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private void damage(String name, long position) throws IOException {
    try (FileChannel file =
        FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, position);
      file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), position);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--v1", "--v2", "--hybrid"})
  void goodDataEndsWithZero(String format) {
    create(format);
    assertThat(verify()).isZero();
    assertThat(captured.out()).matches("b\u00fccher: all \\d+ pieces verified, 208 KiB\n");
    assertThat(captured.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--v2", "--hybrid"})
  void damagedPiecesAndTheirFilesAreNamedAndNothingIsChanged(String format) throws IOException {
    create(format);
    damage("b\u00fccher/a", 2 * PIECE);
    damage("b\u00fccher/a", 3 * PIECE + 1);
    damage("b\u00fccher/a", 10 * PIECE + 4);
    Files.delete(folder.resolve("b\u00fccher/leer"));
    Map<String, String> before = contents();
    assertThat(verify()).isEqualTo(1);
    assertThat(captured.outLines())
        .containsExactly("b\u00fccher/a: damaged: bad pieces 2-3, 10", "b\u00fccher/leer: missing");
    assertThat(captured.errLines())
        .containsExactly("minibit: b\u00fccher: not as the torrent says: 3 of 14 pieces, files: 2");
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void aPieceOfTwoFilesIsNamedWithBoth() throws IOException {
    create("--v1");
    damage("b\u00fccher/a", 10 * PIECE);
    assertThat(verify()).isEqualTo(1);
    assertThat(captured.outLines())
        .containsExactly(
            "b\u00fccher/a: damaged: bad pieces 10", "b\u00fccher/b: damaged: bad pieces 10");
  }

  @Test
  void missingShortAndLongFilesAreNamed() throws IOException {
    create("--hybrid");
    Files.delete(folder.resolve("b\u00fccher/a"));
    Files.write(folder.resolve("b\u00fccher/b"), new byte[5]);
    Files.write(folder.resolve("b\u00fccher/leer"), new byte[] {1});
    assertThat(verify()).isEqualTo(1);
    assertThat(captured.outLines())
        .containsExactly(
            "b\u00fccher/a: missing: bad pieces 0-10",
            "b\u00fccher/b: too short, 5 of 49152 bytes: bad pieces 11-13",
            "b\u00fccher/leer: too long, 1 of 0 bytes");
  }

  @Test
  void jsonIsOneObjectAFaultyFileAndOneInTheEnd() throws IOException {
    create("--hybrid");
    damage("b\u00fccher/b", 0);
    assertThat(verify("--json")).isEqualTo(1);
    assertThat(captured.outLines()).hasSize(2);
    assertThat(new JsonObject(captured.outLines().get(0)))
        .isEqualTo(
            new JsonObject()
                .put("path", "b\u00fccher/b")
                .put("fault", "damaged")
                .put("size", 3 * PIECE)
                .put("expected", 3 * PIECE)
                .put("badPieces", new JsonArray().add(new JsonArray().add(11).add(11))));
    JsonObject result = new JsonObject(captured.outLines().get(1));
    assertThat(result.getBoolean("verified")).isFalse();
    assertThat(result.getInteger("badPieces")).isOne();
    assertThat(result.getInteger("badFiles")).isOne();
    assertThat(result.getString("name")).isEqualTo("b\u00fccher");
  }

  @Test
  void aLinkInTheWayIsNotFollowed() throws IOException {
    create("--v1");
    Path elsewhere = Files.move(folder.resolve("b\u00fccher/b"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("b\u00fccher/b"), elsewhere);
    assertThat(verify()).isEqualTo(1);
    assertThat(captured.errLines())
        .containsExactly(
            "minibit: "
                + folder
                + "/b\u00fccher/b: a symbolic link is in the way; it was not touched");
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThat(verify()).isEqualTo(1);
    assertThat(captured.errLines()).hasSize(1);
    assertThat(captured.err()).startsWith("minibit: " + torrent + ": no such file");
    create("--v1");
    assertThat(run("verify", torrent.toString(), "/nonexistent")).isEqualTo(1);
    assertThat(captured.errLines()).containsExactly("minibit: /nonexistent: no such folder");
    assertThat(run("verify", torrent.toString())).isEqualTo(2);
  }

  @Test
  void aTerminalShowsProgress() {
    create("--v1");
    captured = new CapturedConsole(CapturedConsole.ALL_TERMINAL, 80);
    int exitCode =
        new MinibitCli(captured.console, null).run("verify", torrent.toString(), folder.toString());
    assertThat(exitCode).isZero();
    assertThat(captured.out()).contains("%").contains("of 208 KiB");
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (var files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            file.toString(),
            Files.getLastModifiedTime(file)
                + " "
                + ByteBuffer.wrap(Files.readAllBytes(file)).hashCode());
      }
    }
    return contents;
  }
}
