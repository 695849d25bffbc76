package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.Torrent;
import io.minibit.metainfo.TorrentFile;
import io.minibit.metainfo.TorrentParser;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateCommandTest {
  @TempDir private Path temp;
  private Path content;
  private Path torrentFile;
  private final CapturedConsole captured = new CapturedConsole();

  @BeforeEach
  void makeContent() throws IOException {
    content = Files.createDirectory(temp.resolve("photos"));
    Files.write(content.resolve("a.bin"), new byte[40_000]);
    Files.write(content.resolve("empty"), new byte[0]);
    Files.writeString(content.resolve("näme"), "x");
    torrentFile = temp.resolve("out.torrent");
  }

  private int run(String... args) {
    return new MinibitCli(captured.console, null).run(args);
  }

  private int create(String... more) {
    String[] args = new String[4 + more.length];
    System.arraycopy(
        new String[] {"create", content.toString(), "-o", torrentFile.toString()}, 0, args, 0, 4);
    System.arraycopy(more, 0, args, 4, more.length);
    return run(args);
  }

  private Torrent torrent() throws Exception {
    return TorrentParser.parse(Files.readAllBytes(torrentFile));
  }

  @Test
  void theTorrentIsNamedByTheLastElementAndIsHybrid() throws Exception {
    assertThat(create()).isEqualTo(ExitCode.DONE);

    Torrent torrent = torrent();
    assertThat(torrent.name()).isEqualTo("photos");
    assertThat(torrent.hashes().v1()).isPresent();
    assertThat(torrent.hashes().v2()).isPresent();
    assertThat(torrent.files().stream().filter(f -> !f.isPadding()).map(TorrentFile::path))
        .containsExactly("photos/a.bin", "photos/empty", "photos/näme");
    assertThat(captured.out())
        .contains("Created " + torrentFile, torrent.hashes().id().hex(), "magnet:?xt=urn:btih:");
    assertThat(captured.err()).isEmpty();
  }

  @Test
  void everyOptionIsHonoured() throws Exception {
    assertThat(
            create(
                "--v1",
                "--piece-length",
                "32768",
                "-t",
                "udp://a:1",
                "-t",
                "http://b/announce",
                "-w",
                "http://w/",
                "--private",
                "--comment",
                "for you"))
        .isEqualTo(ExitCode.DONE);

    Torrent torrent = torrent();
    assertThat(torrent.hashes().v2()).isEmpty();
    assertThat(torrent.pieces().pieceLength()).isEqualTo(32768);
    assertThat(torrent.sources().trackers())
        .containsExactly(List.of("udp://a:1"), List.of("http://b/announce"));
    assertThat(torrent.sources().webSeeds()).containsExactly("http://w/");
    assertThat(torrent.info().isPrivate()).isTrue();
    assertThat(torrent.credits().comment()).isEqualTo("for you");
    assertThat(torrent.credits().createdBy()).startsWith("minibit");
    assertThat(torrent.credits().created()).isPresent();
  }

  @Test
  void jsonIsOneObjectOnStandardOutput() throws Exception {
    assertThat(create("--v2", "--json")).isEqualTo(ExitCode.DONE);

    assertThat(captured.outLines()).hasSize(1);
    JsonObject json = new JsonObject(captured.out());
    assertThat(json.getString("infoHash")).isEqualTo(torrent().hashes().id().hex()).hasSize(64);
    assertThat(json.getString("file")).isEqualTo(torrentFile.toString());
    assertThat(json.getLong("size")).isEqualTo(40_001);
  }

  @Test
  void theSameTorrentIsLeftAsItIs() throws Exception {
    create();
    byte[] first = Files.readAllBytes(torrentFile);
    var modified = Files.getLastModifiedTime(torrentFile);

    assertThat(create()).isEqualTo(ExitCode.DONE);

    assertThat(Files.readAllBytes(torrentFile)).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(torrentFile)).isEqualTo(modified);
  }

  @Test
  void aTorrentAmongItsOwnContentIsNoPartOfIt() throws Exception {
    torrentFile = content.resolve("photos.torrent");

    assertThat(create()).isEqualTo(ExitCode.DONE);
    assertThat(create()).isEqualTo(ExitCode.DONE);

    assertThat(torrent().files()).noneMatch(file -> file.path().endsWith(".torrent"));
  }

  @Test
  void anotherFileIsNeverOverwritten() throws Exception {
    create();
    byte[] first = Files.readAllBytes(torrentFile);

    assertThat(create("--v1")).isEqualTo(ExitCode.FAILED);
    Files.write(content.resolve("a.bin"), new byte[50_000]);
    assertThat(create()).isEqualTo(ExitCode.FAILED);

    assertThat(Files.readAllBytes(torrentFile)).isEqualTo(first);
    Files.writeString(torrentFile, "a diary");
    assertThat(create()).isEqualTo(ExitCode.FAILED);
    assertThat(torrentFile).hasContent("a diary");
    assertThat(captured.errLines())
        .hasSize(3)
        .containsOnly(
            "minibit: "
                + torrentFile
                + ": is there with other content; remove it, or name another file with -o");
    assertThat(temp).isDirectoryNotContaining(p -> p.toString().endsWith("part"));
  }

  @Test
  void linksThatAreLeftOutAreNamed() throws IOException {
    Files.createSymbolicLink(content.resolve("link"), Path.of("/etc/passwd"));

    assertThat(create()).isEqualTo(ExitCode.DONE);

    assertThat(captured.err()).contains("left out, no plain file: ").contains("photos/link");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--piece-length 5 | --piece-length 5: must be a power of two from 16384 to 268435456",
        "--piece-length 536870912 | --piece-length 536870912: must be a power of two",
        "-t nonsense | nonsense: a tracker is udp://HOST:PORT or http://HOST:PORT/announce",
        "-w file:///etc | file:///etc: a web seed is http://HOST/PATH",
        "--v1 --v2 | --v1, --v2 are mutually exclusive",
      })
  void wrongUsageEndsWith2BeforeAnythingIsRead(String options, String message) {
    assertThat(create(options.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(captured.errLines()).singleElement().asString().contains(message);
    assertThat(torrentFile).doesNotExist();
  }

  @Test
  void whatCannotBeReadOrWrittenIsNamed() throws IOException {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    String out = torrentFile.toString();

    assertThat(run("create", temp + "/missing", "-o", out)).isEqualTo(ExitCode.FAILED);
    assertThat(run("create", empty.toString(), "-o", out)).isEqualTo(ExitCode.FAILED);
    assertThat(run("create", content.toString(), "-o", temp.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(run("create", content.toString(), "-o", temp + "/no/x")).isEqualTo(ExitCode.FAILED);
    assertThat(run("create", "/", "-o", out)).isEqualTo(ExitCode.FAILED);

    assertThat(captured.errLines())
        .containsExactly(
            "minibit: " + temp + "/missing: no such file or folder",
            "minibit: " + empty + ": has no bytes, and a torrent needs at least one",
            "minibit: " + temp + ": is a folder; -o names the torrent file itself",
            "minibit: " + temp + "/no: no such folder",
            "minibit: /: has no name that a torrent could bear");
  }
}
