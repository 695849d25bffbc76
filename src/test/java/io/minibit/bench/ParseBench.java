package io.minibit.bench;

import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.TorrentParser;
import java.util.Random;

/** Time to read the largest torrents that people make, once warm. */
final class ParseBench implements Bench.Suite {
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 15;
  private static final int FILES = 100_000;
  private static final int PIECES = 200_000;
  private static final int PIECE_LENGTH = 1 << 18;

  private final Medians medians = new Medians();

  @Override
  public void run() throws Exception {
    System.out.printf("%nparse: warm, %d rounds, median (lowest to highest)%n%n", ROUNDS);
    System.out.println("| torrent | KiB | ms |");
    System.out.println("| --- | --- | --- |");
    measure("v1, 100,000 files", v1Files());
    measure("v2, 100,000 files", v2Files());
    measure("v1, 200,000 pieces", v1Pieces());
    measure("v2, 200,000 pieces with their layer", v2Pieces());
  }

  private void measure(String what, byte[] torrent) throws Exception {
    for (int i = 0; i < WARM_UP; i++) {
      TorrentParser.parse(torrent);
    }
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      TorrentParser.parse(torrent);
      medians.add(what, (System.nanoTime() - start) / 1e9);
    }
    System.out.printf(
        "| %s | %d | %s |%n", what, torrent.length / 1024, medians.inMilliseconds(what));
  }

  private static byte[] v1Files() {
    BencodeWriter out = start().key("files").beginList();
    for (int i = 0; i < FILES; i++) {
      out.beginDictionary().key("length").integer(PIECE_LENGTH).key("path").beginList();
      out.string("folder-%03d".formatted(i / 500)).string("file-%06d.jpg".formatted(i)).end().end();
    }
    out.end();
    named(out).key("pieces").string(new byte[FILES * 20]);
    return out.end().end().toByteArray();
  }

  private static byte[] v2Files() {
    BencodeWriter out = start().key("file tree").beginDictionary();
    byte[] root = new byte[32];
    for (int folder = 0; folder < FILES / 500; folder++) {
      out.key("folder-%03d".formatted(folder)).beginDictionary();
      for (int i = 0; i < 500; i++) {
        new Random(i).nextBytes(root);
        out.key("file-%06d.jpg".formatted(i)).beginDictionary().key("").beginDictionary();
        out.key("length").integer(PIECE_LENGTH).key("pieces root").string(root).end().end();
      }
      out.end();
    }
    out.end().key("meta version").integer(2);
    return named(out).end().end().toByteArray();
  }

  private static byte[] v1Pieces() {
    BencodeWriter out = start().key("length").integer((long) PIECES * PIECE_LENGTH);
    named(out).key("pieces").string(new byte[PIECES * 20]);
    return out.end().end().toByteArray();
  }

  private static byte[] v2Pieces() {
    byte[] layer = new byte[PIECES * 32];
    new Random(1).nextBytes(layer);
    byte[] root = MerkleTree.root(layer, MerkleTree.heightOfBytes(PIECE_LENGTH));
    BencodeWriter out = start().key("file tree").beginDictionary();
    out.key("content").beginDictionary().key("").beginDictionary();
    out.key("length").integer((long) PIECES * PIECE_LENGTH).key("pieces root").string(root);
    out.end().end().end().key("meta version").integer(2);
    named(out).end().key("piece layers").beginDictionary().key(root).string(layer).end();
    return out.end().toByteArray();
  }

  private static BencodeWriter start() {
    return new BencodeWriter().beginDictionary().key("info").beginDictionary();
  }

  private static BencodeWriter named(BencodeWriter out) {
    return out.key("name").string("content").key("piece length").integer(PIECE_LENGTH);
  }
}
