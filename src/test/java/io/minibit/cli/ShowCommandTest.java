package io.minibit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.bencode.BencodeWriter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {
  private static final String HASH = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

  @TempDir private Path temp;
  private final CapturedConsole captured = new CapturedConsole();
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = temp.resolve("a.torrent");
  }

  private int show(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "show";
    System.arraycopy(args, 0, all, 1, args.length);
    return new MinibitCli(captured.console, null).run(all);
  }

  private void writeTorrent(String comment, long length, String... path) throws IOException {
    BencodeWriter out = new BencodeWriter().beginDictionary();
    out.key("announce").string("udp://t:1");
    out.key("comment").string(comment);
    out.key("info").beginDictionary().key("files").beginList();
    out.beginDictionary().key("length").integer(length).key("path").beginList();
    for (String element : path) {
      out.string(element);
    }
    out.end().end().end();
    out.key("name").string("folder").key("piece length").integer(16384);
    out.key("pieces").string(new byte[20]).key("private").integer(1).end();
    Files.write(file, out.end().toByteArray());
  }

  @Test
  void aTorrentIsShownInFull() throws IOException {
    writeTorrent("for you", 7, "sub", "näme");

    assertThat(show(file.toString())).isEqualTo(ExitCode.DONE);

    assertThat(captured.outLines())
        .contains(
            "Name          folder",
            "Size          7 B in 1 file",
            "Pieces        1 of 16.0 KiB",
            "Private       yes",
            "Comment       for you",
            "Tracker       udp://t:1",
            "         7 B  folder/sub/näme")
        .anyMatch(line -> line.matches("Info hash v1  [0-9a-f]{40}"))
        .anyMatch(line -> line.startsWith("Magnet link   magnet:?xt=urn:btih:"));
  }

  @Test
  void whatCouldDeceiveATerminalNeverReachesIt() throws IOException {
    writeTorrent("\u001b]0;pwned\u0007 \u202e", 7, "a\u001b[2J\u202egpj.exe", "zero\u200bwidth");

    show(file.toString());
    show(file.toString(), "--json");

    assertThat(captured.out())
        .contains("\\u001b]0;pwned\\u0007 \\u202e", "folder/a_[2Jgpj.exe/zerowidth")
        .doesNotContain("\u001b", "\u0007", "\u202e", "\u200b");
  }

  @Test
  void jsonIsOneObject() throws IOException {
    writeTorrent("for you", 7, "sub", "näme");

    assertThat(show(file.toString(), "--json")).isEqualTo(ExitCode.DONE);

    assertThat(captured.outLines()).hasSize(1);
    JsonObject json = new JsonObject(captured.out());
    assertThat(json.getJsonArray("files"))
        .isEqualTo(
            new JsonArray().add(new JsonObject().put("path", "folder/sub/näme").put("size", 7)));
    assertThat(json.getBoolean("private")).isTrue();
    assertThat(json.getString("infoHash")).isEqualTo(json.getString("infoHashV1")).hasSize(40);
    assertThat(json.getJsonArray("trackers").encode()).isEqualTo("[[\"udp://t:1\"]]");
  }

  @Test
  void aMagnetLinkIsShown() {
    String link = "magnet:?xt=urn:btih:" + HASH + "&dn=n&tr=udp%3A%2F%2Ft%3A1&x.pe=h:5&so=1-3";

    assertThat(show(link)).isEqualTo(ExitCode.DONE);

    assertThat(captured.outLines())
        .containsExactly(
            "Name          n",
            "Info hash v1  " + HASH,
            "Tracker       udp://t:1",
            "Peer          h:5",
            "Files wanted  1-3",
            "Magnet link   " + link);
  }

  @Test
  void aMagnetLinkIsShownAsJson() {
    assertThat(show("MAGNET:?xt=urn:btih:" + HASH, "--json")).isEqualTo(ExitCode.DONE);

    assertThat(new JsonObject(captured.out()).getString("infoHash")).isEqualTo(HASH);
  }

  @Test
  void refusalsNameTheFileAndThePlace() throws IOException {
    writeTorrent("", -45, "x");

    assertThat(show(file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(show(temp + "/missing")).isEqualTo(ExitCode.FAILED);
    assertThat(show(temp.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(show("magnet:?dn=x")).isEqualTo(ExitCode.FAILED);
    assertThat(show("magnet:x")).isEqualTo(ExitCode.FAILED);
    assertThat(show()).isEqualTo(ExitCode.USAGE);

    assertThat(captured.out()).isEmpty();
    assertThat(captured.errLines())
        .containsExactly(
            "minibit: " + file + ": info.files[0].length: -45: must not be negative",
            "minibit: " + temp + "/missing: no such file",
            "minibit: " + temp + ": cannot be read: Is a directory",
            "minibit: magnet link: no info hash, expected xt=urn:btih:... or xt=urn:btmh:1220...",
            "minibit: magnet link: must begin with magnet:?",
            "minibit: Missing required parameter: 'F.torrent|MAGNET' (see minibit show --help)");
  }

  @Test
  void aFileThatIsFarTooLongIsNotRead() throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(
            file,
            java.nio.file.StandardOpenOption.CREATE,
            java.nio.file.StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), 1L << 34);
    }

    assertThat(show(file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(captured.err()).contains("not a torrent: longer than the 134217728 bytes allowed");
  }
}
