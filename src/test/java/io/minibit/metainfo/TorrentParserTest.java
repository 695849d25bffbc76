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

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorrentParserTest {
  private static final int PIECE = 32 * 1024;

  private static Torrent parse(Object torrent) throws InvalidTorrentException {
    return TorrentParser.parse(encode(torrent));
  }

  private static List<String> paths(Torrent torrent) {
    return torrent.files().stream().map(TorrentFile::path).toList();
  }

  @Test
  void v1SingleFile() throws InvalidTorrentException {
    Map<String, Object> info =
        dict("length", 40, "name", "a.txt", "piece length", 16, "pieces", new byte[60]);

    Torrent torrent = parse(dict("announce", "udp://t:1", "info", info));

    assertThat(torrent.name()).isEqualTo("a.txt");
    assertThat(torrent.info().isSingleFile()).isTrue();
    assertThat(paths(torrent)).containsExactly("a.txt");
    assertThat(torrent.totalLength()).isEqualTo(40);
    assertThat(torrent.pieces().pieceCount()).isEqualTo(3);
    assertThat(torrent.hashes().v1()).contains(InfoHash.v1Of(encode(info)));
    assertThat(torrent.hashes().v2()).isEmpty();
    assertThat(torrent.info().v1Hashes().orElseThrow().count()).isEqualTo(3);
    assertThat(torrent.info().bytes()).isEqualTo(encode(info));
    assertThat(torrent.layers().isComplete()).isTrue();
  }

  @Test
  void v1FilesLieUnderTheNameInTheirOrder() throws InvalidTorrentException {
    Torrent torrent =
        parse(dict("info", v1Info("t", List.of(file(5, "z"), file(0, "d", "e"), file(3, "a")))));

    assertThat(paths(torrent)).containsExactly("t/z", "t/d/e", "t/a");
    assertThat(torrent.info().isSingleFile()).isFalse();
    assertThat(torrent.totalLength()).isEqualTo(8);
  }

  @Test
  void paddingNeedsNoPathAndDoesNotCount() throws InvalidTorrentException {
    Torrent torrent =
        parse(
            dict(
                "info",
                v1Info("t", List.of(file(5, "a"), dict("attr", "p", "length", 11), file(1, "b")))));

    assertThat(torrent.files().get(1).isPadding()).isTrue();
    assertThat(paths(torrent)).containsExactly("t/a", "", "t/b");
    assertThat(torrent.totalLength()).isEqualTo(6);
  }

  @Test
  void attributesOfFilesAreRead() throws InvalidTorrentException {
    Map<String, Object> link =
        dict("attr", "l", "path", List.of("l"), "symlink path", List.of("..", "a"));
    Torrent torrent =
        parse(dict("info", v1Info("t", List.of(with(file(5, "a"), "attr", "hx?"), link))));

    assertThat(torrent.files().get(0).isExecutable()).isTrue();
    assertThat(torrent.files().get(0).kind()).isEqualTo(FileKind.REGULAR);
    assertThat(torrent.files().get(1).kind()).isEqualTo(FileKind.LINK);
    assertThat(torrent.files().get(1).linkTarget()).isEqualTo("t/a");
  }

  @Test
  void infoHashIsTakenOverTheBytesAsReceived() throws InvalidTorrentException {
    // Keys out of order and one that nobody knows: an encoder would write other bytes.
    String info = "d4:name1:a6:lengthi1e12:piece lengthi16e6:pieces20:" + "x".repeat(20) + "1:zlee";

    Torrent torrent = TorrentParser.parse(raw("d4:info" + info + "e"));

    assertThat(torrent.hashes().v1()).contains(InfoHash.v1Of(raw(info)));
    assertThat(torrent.info().bytes()).isEqualTo(raw(info));
  }

  @Test
  void ofRepeatedKeysTheFirstCountsInV1() throws InvalidTorrentException {
    String info =
        "d6:lengthi1e6:lengthi9e4:name1:a12:piece lengthi16e6:pieces20:" + "x".repeat(20) + "e";

    assertThat(TorrentParser.parse(raw("d4:info" + info + "e")).totalLength()).isEqualTo(1);
  }

  @Test
  void v2FilesFollowTheTreeAndBeginPieces() throws InvalidTorrentException {
    Map<String, Object> tree =
        dict("b.txt", leaf(5, 1), "d", dict("e", leaf(0, 0), "f", leaf(PIECE + 1, 2)));

    Torrent torrent = parse(dict("info", v2Info("t", tree, PIECE)));

    assertThat(paths(torrent)).containsExactly("t/b.txt", "t/d/e", "t/d/f");
    assertThat(torrent.pieces().pieceCount()).isEqualTo(3);
    assertThat(torrent.pieces().length(0)).isEqualTo(5);
    assertThat(torrent.hashes().v1()).isEmpty();
    assertThat(torrent.hashes().id().isV2()).isTrue();
    assertThat(torrent.files().get(0).hasRoot(hash(1))).isTrue();
    assertThat(torrent.info().v1Hashes()).isEmpty();
  }

  /** The file tree that BEP 52 prints as bencode, in a torrent that is complete. */
  @Test
  void theExampleOfTheBepIsRead() throws InvalidTorrentException {
    String tree =
        "d4:dir1d4:dir2d9:fileA.txtd0:d6:lengthi1024e11:pieces root32:" + "a".repeat(32) + "eeeee";

    Torrent torrent =
        TorrentParser.parse(
            raw(
                "d4:infod9:file tree"
                    + tree
                    + "12:meta versioni2e4:name1:t12:piece lengthi16384eee"));

    assertThat(paths(torrent)).containsExactly("t/dir1/dir2/fileA.txt");
    assertThat(torrent.files().get(0).length()).isEqualTo(1024);
    assertThat(torrent.files().get(0).hasRoot(hash('a'))).isTrue();
  }

  @Test
  void v2SingleFileIsCalledLikeTheTorrent() throws InvalidTorrentException {
    Torrent one = parse(dict("info", v2Info("a", dict("a", leaf(5, 1)), PIECE)));
    Torrent folder = parse(dict("info", v2Info("t", dict("a", leaf(5, 1)), PIECE)));

    assertThat(one.info().isSingleFile()).isTrue();
    assertThat(paths(one)).containsExactly("a");
    assertThat(folder.info().isSingleFile()).isFalse();
    assertThat(paths(folder)).containsExactly("t/a");
  }

  @Test
  void layersThatAreAbsentAreNoFault() throws InvalidTorrentException {
    Map<String, Object> tree = dict("a", leaf(5, 1), "b", leaf(PIECE + 1, 2));

    Torrent torrent = parse(dict("info", v2Info("t", tree, PIECE)));

    assertThat(torrent.layers().isComplete()).isFalse();
    assertThat(torrent.layers().knows(0)).isTrue();
    assertThat(torrent.layers().matches(0, hash(1))).isTrue();
    assertThat(torrent.layers().knows(1)).isFalse();
    assertThat(torrent.layers().matches(1, hash(2))).isFalse();
  }

  @Test
  void layersThatProveTheirRootsAreKept() throws InvalidTorrentException {
    byte[] layer = java.util.Arrays.copyOf(hash(7), 64);
    java.util.Arrays.fill(layer, 32, 64, (byte) 8);
    byte[] root = MerkleTree.root(layer, 1);
    Map<String, Object> leaf = dict("", dict("length", PIECE + 1, "pieces root", root));
    // Equal files have one layer between them.
    Map<String, Object> info = v2Info("t", dict("a", leaf, "b", leaf), PIECE);
    String torrentText =
        "d4:info"
            + latin(encode(info))
            + "12:piece layersd32:"
            + latin(root)
            + "64:"
            + latin(layer)
            + "ee";

    Torrent torrent = TorrentParser.parse(raw(torrentText));

    assertThat(torrent.layers().isComplete()).isTrue();
    assertThat(torrent.layers().hash(0)).contains(hash(7));
    assertThat(torrent.layers().hash(3)).contains(hash(8));
    assertThat(torrent.layers().matches(2, hash(7))).isTrue();
    assertThat(torrent.layers().matches(2, hash(8))).isFalse();
    assertThat(torrent.layers().height(0)).isEqualTo(1);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Test
  void hybridJoinsBothHalves() throws InvalidTorrentException {
    Map<String, Object> info =
        v2Info("t", dict("a", leaf(5, 1), "b", leaf(0, 0), "c", leaf(9, 2)), PIECE);
    info.put("files", List.of(file(5, "a"), pad(PIECE - 5), file(0, "b"), file(9, "c")));
    info.put("pieces", new byte[40]);

    Torrent torrent = parse(dict("info", info));

    assertThat(paths(torrent)).containsExactly("t/a", "", "t/b", "t/c");
    assertThat(torrent.hashes().v1()).isPresent();
    assertThat(torrent.hashes().v2()).isPresent();
    assertThat(torrent.hashes().id()).isEqualTo(InfoHash.v1Of(encode(info)));
    assertThat(torrent.pieces().contentLength(0)).isEqualTo(5);
    assertThat(torrent.layers().matches(1, hash(2))).isTrue();
    assertThat(torrent.layers().isComplete()).isTrue();
  }

  @Test
  void trackersComeInTiersAndTheSingleOneCountsOnlyWithoutThem() throws InvalidTorrentException {
    Map<String, Object> info = v1Info("t", List.of(file(1, "a")));
    Object tiers =
        List.of(List.of("http://a/x", 7, "udp://b:1"), "no tier", List.of(), List.of("http://c"));

    Torrent torrent =
        parse(dict("announce", "http://single", "announce-list", tiers, "info", info));

    assertThat(torrent.sources().trackers())
        .containsExactly(List.of("http://a/x", "udp://b:1"), List.of("http://c"));
    assertThat(
            parse(dict("announce", "http://single", "announce-list", List.of(), "info", info))
                .sources()
                .trackers())
        .containsExactly(List.of("http://single"));
  }

  @Test
  void otherSourcesAndCreditsAreRead() throws InvalidTorrentException {
    Map<String, Object> torrent =
        dict(
            "comment",
            "c",
            "created by",
            "someone",
            "creation date",
            1_000_000_000,
            "info",
            with(v1Info("t", List.of(file(1, "a"))), "private", 1),
            "nodes",
            List.of(List.of("h", 6881), List.of("h"), List.of("h", 0), 7),
            "url-list",
            "http://w/");

    Torrent parsed = parse(torrent);

    assertThat(parsed.info().isPrivate()).isTrue();
    assertThat(parsed.credits().comment()).isEqualTo("c");
    assertThat(parsed.credits().createdBy()).isEqualTo("someone");
    assertThat(parsed.credits().created()).contains(Instant.ofEpochSecond(1_000_000_000));
    assertThat(parsed.sources().nodes()).containsExactly(new HostAndPort("h", 6881));
    assertThat(parsed.sources().webSeeds()).containsExactly("http://w/");
    assertThat(parse(with(torrent, "url-list", List.of("http://w/", "", 1))).sources().webSeeds())
        .containsExactly("http://w/");
  }

  @Test
  void extrasOfTheWrongTypeArePassedOver() throws InvalidTorrentException {
    Torrent torrent =
        parse(
            dict(
                "announce",
                1,
                "announce-list",
                "x",
                "comment",
                1,
                "creation date",
                Long.MAX_VALUE,
                "info",
                with(v1Info("t", List.of(file(1, "a"))), "private", "1"),
                "nodes",
                "x",
                "url-list",
                5));

    assertThat(torrent.sources()).isEqualTo(Sources.NONE);
    assertThat(torrent.credits()).isEqualTo(Credits.NONE);
    assertThat(torrent.info().isPrivate()).isFalse();
  }

  @Test
  void utf8FieldsOfOldProgramsAreTakenFirst() throws InvalidTorrentException {
    Map<String, Object> file =
        dict(
            "length", 1,
            "path", List.of(new byte[] {(byte) 0xc4, (byte) 0xe3}),
            "path.utf-8", List.of("你"));
    Map<String, Object> info = with(v1Info("x", List.of(file)), "name.utf-8", "名");

    assertThat(paths(parse(dict("info", info)))).containsExactly("名/你");
  }

  @Test
  void infoDictionariesOfPeersAreReadAlone() throws InvalidTorrentException {
    byte[] info = encode(v1Info("t", List.of(file(1, "a"))));

    assertThat(TorrentParser.parseInfo(info).hashes().v1()).contains(InfoHash.v1Of(info));
  }
}
