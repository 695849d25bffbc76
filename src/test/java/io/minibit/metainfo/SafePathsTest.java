package io.minibit.metainfo;

import static io.minibit.metainfo.Bencoded.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafePathsTest {
  private static List<TorrentFile> filesOf(String name, String[]... paths)
      throws InvalidTorrentException {
    List<Map<String, Object>> files = new ArrayList<>();
    for (String[] path : paths) {
      files.add(file(1, path));
    }
    return TorrentParser.parse(Bencoded.v1(name, files)).files();
  }

  private static List<String> pathsOf(String[]... paths) throws InvalidTorrentException {
    return filesOf("t", paths).stream().map(TorrentFile::path).toList();
  }

  private static String[] path(String... elements) {
    return elements;
  }

  @Test
  void whatLeadsOutOfTheFolderIsTakenAway() throws InvalidTorrentException {
    assertThat(
            pathsOf(
                path("..", "..", "etc", "passwd"),
                path("/etc/shadow"),
                path("..\\..\\windows"),
                path(".", "a", ".", "b"),
                path("/", "\\", "c"),
                path("", "d"),
                path("..", "."),
                path("C:", "boot.ini"),
                path("nul\0byte")))
        .containsExactly(
            "t/etc/passwd",
            "t/etcshadow",
            "t/....windows",
            "t/a/b",
            "t/c",
            "t/_/d",
            "t/_.1",
            "t/C_/boot.ini",
            "t/nul_byte");
  }

  @ParameterizedTest
  @CsvSource({
    "CON, _CON",
    "con.txt, _con.txt",
    "COM1, _COM1",
    "LPT9.tar.gz, _LPT9.tar.gz",
    "CONIN$, _CONIN$",
    "CONSOLE, CONSOLE",
    "COM10, COM10",
    "'trailing. . ', trailing",
    "'con. ', _con",
    "'...', _",
    "'  lead', '  lead'",
    ".hidden, .hidden",
    "a\u202egpj.exe, agpj.exe",
    "zero\u200bwidth\ufeff, zerowidth",
    "\u2066\u2069, _",
    "日本語.txt, 日本語.txt",
    "naïve, naïve"
  })
  void whatMisleadsOrDoesNotWorkEverywhereIsRenamed(String raw, String safe)
      throws InvalidTorrentException {
    assertThat(pathsOf(path(raw))).containsExactly("t/" + safe);
  }

  @Test
  void controlCharactersBecomeUnderscores() throws InvalidTorrentException {
    assertThat(pathsOf(path("line\nbreak\u001b[31m"), path("c1\u0085")))
        .containsExactly("t/line_break_[31m", "t/c1_");
  }

  @Test
  void theNameAsWrittenIsKeptWhereItCannotLeadOut() throws InvalidTorrentException {
    List<TorrentFile> files =
        filesOf("r\u200d", path("plain"), path("a\u202eb."), path("..", "x"), path("plain"));

    assertThat(files.get(0).path()).isEqualTo("r/plain");
    assertThat(files.get(0).writtenPath()).contains("r\u200d/plain");
    assertThat(files.get(1).path()).isEqualTo("r/ab");
    assertThat(files.get(1).writtenPath()).contains("r\u200d/a\u202eb.");
    assertThat(files.get(2).writtenPath()).contains("r\u200d/x");
    assertThat(filesOf("t", path("x")).get(0).writtenPath()).isEmpty();
  }

  @Test
  void theNameAsWrittenIsForgottenWhereItIsAnotherFiles() throws InvalidTorrentException {
    List<TorrentFile> files =
        filesOf("t", path("a"), path("a"), path("b."), path("b."), path("b"), path("c.", "x"));

    assertThat(files.get(1).path()).isEqualTo("t/a.1");
    assertThat(files.get(1).writtenPath()).isEmpty();
    assertThat(files.get(2).writtenPath()).contains("t/b.");
    assertThat(files.get(3).writtenPath()).isEmpty();
    assertThat(files.get(5).writtenPath()).contains("t/c./x");
  }

  @Test
  void namesAreCutAt255BytesBetweenCharactersAndKeepTheirExtension()
      throws InvalidTorrentException {
    List<String> paths =
        pathsOf(path("é".repeat(200) + ".mkv"), path("x".repeat(300)), path("😀".repeat(100)));

    assertThat(paths.get(0)).isEqualTo("t/" + "é".repeat(125) + ".mkv");
    assertThat(paths.get(1)).isEqualTo("t/" + "x".repeat(255));
    assertThat(paths.get(2)).isEqualTo("t/" + "😀".repeat(63));
    assertThat(pathsOf(path("y".repeat(255)))).containsExactly("t/" + "y".repeat(255));
  }

  @Test
  void equalNamesGetNumbersBeforeTheExtension() throws InvalidTorrentException {
    assertThat(pathsOf(path("foo"), path("foo"), path("a.txt"), path("a.txt"), path("a.txt")))
        .containsExactly("t/foo", "t/foo.1", "t/a.txt", "t/a.1.txt", "t/a.2.txt");
  }

  @Test
  void namesThatAFileSystemMayTakeForOneAreEqual() throws InvalidTorrentException {
    assertThat(
            pathsOf(
                path("Readme"),
                path("README"),
                path("\u00e9"),
                path("e\u0301"),
                path("d", "x"),
                path("D", "X")))
        .containsExactly("t/Readme", "t/README.1", "t/\u00e9", "t/e\u0301.1", "t/d/x", "t/D/X.1");
  }

  @Test
  void aFileGivesWayToAFolderWhereverItStands() throws InvalidTorrentException {
    assertThat(pathsOf(path("a"), path("a", "b"), path("c", "d"), path("C")))
        .containsExactly("t/a.1", "t/a/b", "t/c/d", "t/C.1");
  }

  @Test
  void numbersThatAreTakenAreSkipped() throws InvalidTorrentException {
    assertThat(pathsOf(path("foo"), path("foo.1"), path("foo")))
        .containsExactly("t/foo", "t/foo.1", "t/foo.2");
  }

  @Test
  void fiveHundredFailedTriesAreTheLimit() throws InvalidTorrentException {
    List<String[]> paths = new ArrayList<>();
    paths.add(path("foo"));
    for (int i = 1; i <= 500; i++) {
      paths.add(path("foo." + i));
    }
    paths.add(path("foo"));
    String[][] atTheLimit = paths.toArray(String[][]::new);
    assertThat(pathsOf(atTheLimit)).endsWith("t/foo.501");

    paths.add(501, path("foo.501"));
    String[][] oneMore = paths.toArray(String[][]::new);
    assertThatThrownBy(() -> pathsOf(oneMore))
        .hasMessage("info.files[502]: too many files have the same name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "/", "\\", ""})
  void anUnusableNameOfAFolderBecomesTheInfoHash(String name) throws InvalidTorrentException {
    Torrent torrent = TorrentParser.parse(Bencoded.v1(name, List.of(file(1, "a"))));

    assertThat(torrent.name()).isEqualTo(torrent.hashes().id().hex());
    assertThat(torrent.files().get(0).path()).isEqualTo(torrent.name() + "/a");
  }

  @Property(tries = 500)
  void everyPathStaysInsideAndIsUnique(@ForAll("paths") List<List<String>> paths) {
    Path root = Path.of("/root/t");
    List<String> safe;
    try {
      safe = pathsOf(paths.stream().map(p -> p.toArray(String[]::new)).toArray(String[][]::new));
    } catch (InvalidTorrentException e) {
      assertThat(e).hasMessageContaining("same name");
      return;
    }
    assertThat(new HashSet<>(safe)).hasSize(paths.size());
    for (String path : safe) {
      Path resolved = Path.of("/root").resolve(path);
      assertThat(resolved.normalize()).isEqualTo(resolved).startsWithRaw(root);
      assertThat(resolved).isNotEqualTo(root);
      for (String element : path.split("/", -1)) {
        assertThat(element.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 255);
        assertThat(element.codePoints()).noneMatch(Character::isISOControl);
      }
    }
  }

  @Provide
  Arbitrary<List<List<String>>> paths() {
    Arbitrary<String> nasty =
        Arbitraries.of(
            "..",
            ".",
            "",
            "/",
            "\\",
            "a",
            "A",
            "con",
            "a.",
            "\u202e",
            "../x",
            "..\\..",
            "\0",
            "x".repeat(400),
            "C:",
            "a.1",
            "e\u0301",
            "é");
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, nasty),
            net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(6)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }
}
