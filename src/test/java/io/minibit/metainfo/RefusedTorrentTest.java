package io.minibit.metainfo;

import static io.minibit.metainfo.Bencoded.dict;
import static io.minibit.metainfo.Bencoded.encode;
import static io.minibit.metainfo.Bencoded.file;
import static io.minibit.metainfo.Bencoded.hash;
import static io.minibit.metainfo.Bencoded.leaf;
import static io.minibit.metainfo.Bencoded.pad;
import static io.minibit.metainfo.Bencoded.raw;
import static io.minibit.metainfo.Bencoded.v1Info;
import static io.minibit.metainfo.Bencoded.v2Info;
import static io.minibit.metainfo.Bencoded.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every torrent that is refused, by the message that a person sees. */
class RefusedTorrentTest {
  private static final int PIECE = 16 * 1024;
  private static final Map<String, Object> SINGLE =
      dict("length", 40, "name", "a", "piece length", 16, "pieces", new byte[60]);
  private static final Map<String, Object> V2 = v2Info("t", dict("a", leaf(5, 1)), PIECE);

  private static void assertRefused(byte[] torrent, String message) {
    assertThatThrownBy(() -> TorrentParser.parse(torrent))
        .isInstanceOf(InvalidTorrentException.class)
        .hasMessage(message);
  }

  private static void assertInfoRefused(Object info, String message) {
    assertRefused(encode(dict("info", info)), message);
  }

  private static Map<String, Object> files(Object... files) {
    return with(v1Info("t", List.of(file(1, "a"))), "files", List.of(files));
  }

  @Test
  void bytesThatAreNoBencode() {
    assertRefused(raw("hello"), "not a torrent: byte 0: no value begins with 0x68");
    assertRefused(raw(""), "not a torrent: byte 0: cut short");
    assertRefused(raw("li1ee"), "not a torrent: the file is no dictionary");
    assertRefused(raw("dei1e"), "not a torrent: byte 2: 3 more bytes after the end of the value");
    assertRefused(raw("d4:infoi-0ee"), "not a torrent: byte 7: a negative zero");
    assertRefused(
        raw("d4:info99999999999:"),
        "not a torrent: byte 7: a string longer than the 12 bytes left");
  }

  @Test
  void nestingAndNumbersOfValuesWithoutEnd() {
    assertRefused(raw("l".repeat(1_000_000)), "not a torrent: byte 100: nested deeper than 100");
    assertRefused(
        raw("l" + "de".repeat(5_000_000) + "e"),
        "not a torrent: byte 5999999: more than 3000000 values");
  }

  @Test
  void noInfo() {
    assertRefused(raw("de"), "info: missing");
    assertRefused(raw("d4:infolee"), "info: must be a dictionary, is a list");
    assertInfoRefused(dict(), "info: neither pieces (v1) nor meta version (v2)");
  }

  @Test
  void laterVersionBeforeAllElse() {
    assertInfoRefused(
        dict("meta version", 3, "piece length", -1),
        "info.meta version: 3: only version 2 is understood");
  }

  @Test
  void pieceLengths() {
    assertInfoRefused(with(SINGLE, "piece length", null), "info.piece length: missing");
    assertInfoRefused(
        with(SINGLE, "piece length", "16"), "info.piece length: must be an integer, is a string");
    assertInfoRefused(with(SINGLE, "piece length", 0), "info.piece length: 0: must be positive");
    assertInfoRefused(with(SINGLE, "piece length", -5), "info.piece length: -5: must be positive");
    assertInfoRefused(
        with(SINGLE, "piece length", 536_854_529),
        "info.piece length: 536854529: must be at most 536854528");
    assertThatCode(
            () ->
                TorrentParser.parse(
                    encode(
                        dict(
                            "info",
                            with(
                                with(SINGLE, "piece length", 536_854_528),
                                "pieces",
                                new byte[20])))))
        .doesNotThrowAnyException();
  }

  @Test
  void pieceLengthsOfV2() {
    assertInfoRefused(
        with(V2, "piece length", 20_000),
        "info.piece length: 20000: must be a power of two and at least 16384");
    assertInfoRefused(
        with(V2, "piece length", 8192),
        "info.piece length: 8192: must be a power of two and at least 16384");
  }

  @Test
  void lengthsOfFiles() {
    assertInfoRefused(
        files(file(1, "a"), file(1, "b"), file(1, "c"), file(-45, "d")),
        "info.files[3].length: -45: must not be negative");
    assertInfoRefused(with(SINGLE, "length", -1), "info.length: -1: must not be negative");
    assertInfoRefused(files(with(file(1, "a"), "length", null)), "info.files[0].length: missing");
    assertInfoRefused(
        files(with(file(1, "a"), "length", List.of())),
        "info.files[0].length: must be an integer, is a list");
    assertInfoRefused(with(SINGLE, "length", null), "info.length: missing");
  }

  @Test
  void sizesThatNothingHolds() {
    assertInfoRefused(
        files(file(Long.MAX_VALUE, "a"), file(1, "b")),
        "info.files[1]: the lengths add up to more than 2^63 bytes");
    assertInfoRefused(files(file(0, "a")), "info: the files have no bytes at all");
    assertInfoRefused(files(pad(5)), "info: the files have no bytes at all");
    assertInfoRefused(
        with(SINGLE, "length", 16L * (1 << 21) + 1),
        "info: 2097153 pieces, more than the 2097152 allowed");
    assertInfoRefused(
        v2Info("t", dict("a", leaf(1L << 40, 1)), PIECE),
        "info: 67108864 pieces, more than the 2097152 allowed");
  }

  @Test
  void aTerabytePromisedInThreeHundredBytes() {
    assertInfoRefused(
        with(with(SINGLE, "length", 1L << 40), "piece length", 1 << 20),
        "info.pieces: 60 bytes, where 1048576 pieces need 20971520");
  }

  @Test
  void numbersOfHashes() {
    assertInfoRefused(
        with(SINGLE, "pieces", new byte[59]), "info.pieces: 59 bytes, where 3 pieces need 60");
    assertInfoRefused(
        with(SINGLE, "pieces", new byte[80]), "info.pieces: 80 bytes, where 3 pieces need 60");
    assertInfoRefused(with(SINGLE, "pieces", 7), "info.pieces: must be a string, is an integer");
  }

  @Test
  void names() {
    assertInfoRefused(with(SINGLE, "name", null), "info.name: missing");
    assertInfoRefused(with(SINGLE, "name", 1), "info.name: must be a string, is an integer");
    assertInfoRefused(with(SINGLE, "name", ".."), "info.name: '..' cannot name a file");
    assertInfoRefused(with(SINGLE, "name", "//"), "info.name: '//' cannot name a file");
    assertInfoRefused(with(SINGLE, "name", ""), "info.name: '' cannot name a file");
  }

  @Test
  void paths() {
    assertInfoRefused(files(), "info.files: empty");
    assertInfoRefused(with(SINGLE, "files", 1), "info.files: must be a list, is an integer");
    assertInfoRefused(files("x"), "info.files[0]: must be a dictionary, is a string");
    assertInfoRefused(files(dict("length", 1)), "info.files[0].path: missing");
    assertInfoRefused(files(file(1)), "info.files[0].path: empty");
    assertInfoRefused(
        files(dict("length", 1, "path", "x")), "info.files[0].path: must be a list, is a string");
    assertInfoRefused(
        files(dict("length", 1, "path", List.of("a", 1))),
        "info.files[0].path[1]: must be a string, is an integer");
    assertInfoRefused(
        files(file(1, Collections.nCopies(101, "x").toArray(String[]::new))),
        "info.files[0].path: 101 elements, more than 100");
  }

  @Test
  void links() {
    assertInfoRefused(
        files(file(1, "b"), with(file(0, "a"), "attr", "l")),
        "info.files[1].symlink path: missing");
    assertInfoRefused(
        files(with(with(file(9, "a"), "attr", "l"), "symlink path", List.of("b"))),
        "info.files[0].length: 9: a symbolic link has no bytes");
    assertInfoRefused(with(SINGLE, "attr", "p"), "info.attr: the only file must have content");
  }

  @Test
  void equalNamesWithoutEnd() {
    List<Object> files = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      files.add(file(1, "same"));
    }
    // The n-th tries n-1 numbers that are taken: 32 make 496 failures, the 33rd the 501st.
    assertInfoRefused(
        with(v1Info("t", List.of()), "files", files),
        "info.files[33]: too many files have the same name");
  }

  @Test
  void unsortedOrRepeatedKeysInV2() {
    String head =
        "d4:infod9:file treed1:ad0:d6:lengthi5e11:pieces root32:" + "x".repeat(32) + "eee";
    assertRefused(
        raw(head + "4:name1:t12:meta versioni2e12:piece lengthi16384eee"),
        "info: byte 99: the keys are not sorted");
    assertRefused(
        raw(head + "12:meta versioni2e4:name1:t4:name1:t12:piece lengthi16384eee"),
        "info: byte 117: a key comes twice");
  }

  @Test
  void fileTrees() {
    assertInfoRefused(with(V2, "file tree", null), "info.file tree: missing");
    assertInfoRefused(with(V2, "file tree", dict()), "info.file tree: empty");
    assertInfoRefused(
        with(V2, "file tree", dict("", dict("length", 5))),
        "info.file tree: a file's properties where a folder is");
    assertInfoRefused(
        with(V2, "file tree", dict("a", with(leaf(5, 1), "b", leaf(5, 1)))),
        "info.file tree.a: both a file and a folder");
    assertInfoRefused(
        with(V2, "file tree", dict("a", dict("", dict("pieces root", hash(1))))),
        "info.file tree.a..length: missing");
    assertInfoRefused(
        with(V2, "file tree", dict("a\u202e\n", dict("", 5))),
        "info.file tree.a\\u202e\\u000a.: must be a dictionary, is an integer");
    assertInfoRefused(
        with(
            V2,
            "file tree",
            dict("a", dict("", dict("attr", "p", "length", 5, "pieces root", hash(1))))),
        "info.file tree.a..attr: padding has no place in a file tree");
  }

  @Test
  void merkleRoots() {
    assertInfoRefused(
        with(V2, "file tree", dict("a", dict("", dict("length", 5)))),
        "info.file tree.a.: pieces root: missing");
    assertInfoRefused(
        with(V2, "file tree", dict("a", dict("", dict("length", 5, "pieces root", new byte[31])))),
        "info.file tree.a..pieces root: 31 bytes, must be 32");
    assertInfoRefused(
        with(V2, "file tree", dict("a", leaf(5, 0))), "info.file tree.a..pieces root: all zeros");
  }

  @Test
  void layers() {
    byte[] layer = new byte[64];
    byte[] root = MerkleTree.root(layer, 0);
    Map<String, Object> leaf = dict("", dict("length", PIECE + 1, "pieces root", root));
    String info = latin(encode(v2Info("t", dict("a", leaf), PIECE)));
    String head = "d4:info" + info + "12:piece layersd32:" + latin(root);

    assertThatCode(() -> TorrentParser.parse(raw(head + "64:" + latin(layer) + "ee")))
        .doesNotThrowAnyException();
    assertRefused(
        raw(head + "96:" + latin(new byte[96]) + "ee"),
        "piece layers: that of t/a: 96 bytes, where the file's pieces need 64");
    assertRefused(
        raw(head + "32:" + latin(new byte[32]) + "ee"),
        "piece layers: that of t/a: 32 bytes, where the file's pieces need 64");
    assertRefused(
        raw(head + "64:" + "x".repeat(64) + "ee"),
        "piece layers: that of t/a: does not hash to the file's pieces root");
    assertRefused(
        raw(
            "d4:info"
                + info
                + "12:piece layersd32:"
                + "y".repeat(32)
                + "64:"
                + latin(layer)
                + "ee"),
        "piece layers: a layer that belongs to no file");
    assertRefused(
        encode(dict("info", V2, "piece layers", List.of())),
        "piece layers: must be a dictionary, is a list");
  }

  /** Each file's length is its own word, whatever was proved of another one. */
  @Test
  void filesOfOneRootAndSeveralLengths() throws InvalidTorrentException {
    byte[] layer = new byte[64];
    byte[] root = MerkleTree.root(layer, 0);
    Map<String, Object> two = dict("", dict("length", PIECE + 1, "pieces root", root));
    Map<String, Object> three = dict("", dict("length", 2 * PIECE + 1, "pieces root", root));
    byte[] info = encode(v2Info("t", dict("a", two, "b", three), PIECE));
    String asOne = latin(root) + "64:" + latin(layer);

    assertRefused(
        raw("d4:info" + latin(info) + "12:piece layersd32:" + asOne + "ee"),
        "piece layers: that of t/b: 64 bytes, where the file's pieces need 96");

    PieceLayers none = TorrentParser.parse(raw("d4:info" + latin(info) + "e")).layers();
    assertThat(none.withProved(Map.of(0, layer)).isComplete()).isFalse();
    assertThatThrownBy(() -> none.withProved(Map.of(0, layer, 1, layer)))
        .isInstanceOf(InvalidTorrentException.class)
        .hasMessage("64 bytes, where the file's pieces need 96");
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static Map<String, Object> hybrid(Object... v1Files) {
    Map<String, Object> info = v2Info("t", dict("a", leaf(5, 1), "b", leaf(9, 2)), PIECE);
    info.put("files", List.of(v1Files));
    info.put("pieces", new byte[40]);
    return info;
  }

  @Test
  void hybridsWhoseHalvesDiffer() throws InvalidTorrentException {
    TorrentParser.parse(encode(dict("info", hybrid(file(5, "a"), pad(PIECE - 5), file(9, "b")))));

    String differ = ": the v1 and v2 halves differ";
    assertInfoRefused(
        hybrid(file(5, "a"), pad(PIECE - 5), file(9, "c")),
        "info.files[2]: the path is another than that of info.file tree.b." + differ);
    assertInfoRefused(
        hybrid(file(5, "a"), pad(PIECE - 5), file(8, "b")),
        "info.files[2]: 8 bytes, where info.file tree.b. has 9" + differ);
    assertInfoRefused(
        hybrid(file(5, "a"), pad(PIECE - 6), file(9, "b")),
        "info.files[2]: not at its v2 place" + differ);
    assertInfoRefused(
        hybrid(file(5, "a"), pad(2 * PIECE - 5), file(9, "b")),
        "info.files[2]: not at its v2 place" + differ);
    assertInfoRefused(hybrid(file(5, "a")), "info.file tree.b.: not in the v1 files" + differ);
    assertInfoRefused(
        hybrid(file(5, "a"), pad(PIECE - 5), file(9, "b"), file(1, "c")),
        "info.files[3]: not in the file tree" + differ);
    assertInfoRefused(
        hybrid(file(5, "a"), pad(PIECE - 5), file(9, "b"), pad(PIECE)),
        "info.files[3]: too much padding" + differ);
    assertInfoRefused(
        hybrid(file(9, "b"), pad(PIECE - 9), file(5, "a")),
        "info.files[0]: the path is another than that of info.file tree.a." + differ);
  }
}
