package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.BuildMonitor;
import io.minibit.metainfo.BuildSettings;
import io.minibit.metainfo.Credits;
import io.minibit.metainfo.MerkleTree;
import io.minibit.metainfo.Sources;
import io.minibit.metainfo.TorrentBuilder;
import io.minibit.metainfo.TorrentFormat;
import io.minibit.metainfo.TorrentParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PieceStoreTest {
  private static final int PIECE = 4 * BLOCK;

  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);
  private final CountingDisk disk = new CountingDisk();

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  private Path target() {
    return scratch.resolve("target");
  }

  private PieceStore open(TestContent content) throws StorageException {
    return PieceStore.open(
        content.torrent, new ContentFolder(target(), disk), scratch.resolve("state/resume"), open);
  }

  private PieceStore prepared(TestContent content) throws StorageException {
    PieceStore store = open(content);
    store.prepareToWrite();
    return store;
  }

  private TestContent content(TorrentFormat format, long... sizes) {
    return TestContent.of(scratch.resolve("source"), format, PIECE, 1, sizes);
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void blocksInOrderBecomeFilesAndNothingIsReadBack(TorrentFormat format) throws Exception {
    TestContent content = content(format, 3 * PIECE + 5, 0, 100, PIECE, 2 * PIECE - 1);
    try (PieceStore store = prepared(content)) {
      for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
        int blocks = content.pieces.blockCount(piece);
        for (int block = 0; block < blocks; block++) {
          WriteOutcome outcome = store.write(piece, block * BLOCK, content.block(piece, block));
          assertThat(outcome)
              .isEqualTo(block == blocks - 1 ? WriteOutcome.PIECE_VERIFIED : WriteOutcome.STORED);
        }
      }
      assertThat(store.have().cardinality()).isEqualTo(content.pieces.pieceCount());
    }
    assertThat(disk.reads).isZero();
    assertComplete(content);
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void manyBlocksInOneWriteMayComeInSeveralBuffers(TorrentFormat format) throws Exception {
    TestContent content = content(format, PIECE + 100);
    try (PieceStore store = prepared(content)) {
      assertThat(
              store.write(0, 0, content.range(0, 0, BLOCK), content.range(0, BLOCK, PIECE - BLOCK)))
          .isEqualTo(WriteOutcome.PIECE_VERIFIED);
      assertThat(store.write(1, 0, content.piece(1))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    }
    assertComplete(content);
  }

  @Test
  void aBlockThatComesEarlyIsReadBackOnceWhenTheGapIsFilled() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE);
    try (PieceStore store = prepared(content)) {
      store.write(0, 0, content.block(0, 0));
      store.write(0, 2 * BLOCK, content.block(0, 2));
      assertThat(disk.reads).isZero();
      store.write(0, BLOCK, content.block(0, 1));
      assertThat(disk.reads).isOne();
      assertThat(store.write(0, 3 * BLOCK, content.block(0, 3)))
          .isEqualTo(WriteOutcome.PIECE_VERIFIED);
      assertThat(disk.reads).isOne();
    }
  }

  @Test
  void v2PiecesAreVerifiedInAnyOrderWithoutReadingBack() throws Exception {
    TestContent content = content(TorrentFormat.V2, PIECE);
    try (PieceStore store = prepared(content)) {
      for (int block = 3; block >= 0; block--) {
        store.write(0, block * BLOCK, content.block(0, block));
      }
      assertThat(store.has(0)).isTrue();
      assertThat(disk.reads).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void aPoisonedPieceIsForgottenAndComesRightTheNextTime(TorrentFormat format) throws Exception {
    TestContent content = content(format, PIECE);
    try (PieceStore store = prepared(content)) {
      for (int block = 0; block < 3; block++) {
        store.write(0, block * BLOCK, content.block(0, block));
      }
      assertThat(store.write(0, 3 * BLOCK, content.poison(0, 3)))
          .isEqualTo(WriteOutcome.PIECE_CORRUPT);
      assertThat(store.has(0)).isFalse();
      assertThat(store.partialPieces().get(0)).isEqualTo(new BitSet());
      assertThat(store.write(0, 0, content.piece(0))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    }
    assertComplete(content);
  }

  @Test
  void whatIsVerifiedIsNeverWrittenAgain() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE);
    try (PieceStore store = prepared(content)) {
      store.write(0, 0, content.block(0, 0));
      assertThat(store.write(0, 0, content.poison(0, 0))).isEqualTo(WriteOutcome.DUPLICATE);
      store.write(0, 0, content.piece(0));
      assertThat(store.has(0)).isTrue();
      assertThat(store.write(0, BLOCK, content.poison(0, 1))).isEqualTo(WriteOutcome.DUPLICATE);
    }
    assertComplete(content);
  }

  @ParameterizedTest
  @EnumSource(
      value = TorrentFormat.class,
      names = {"V2", "HYBRID"})
  void whereTheBlockHashesAreKnownABadBlockIsRefusedAlone(TorrentFormat format) throws Exception {
    TestContent content = content(format, 2 * PIECE);
    byte[] leaves = leaves(content, 1);
    try (PieceStore store = prepared(content)) {
      byte[] wrong = leaves.clone();
      wrong[5]++;
      assertThat(store.learnBlockHashes(1, wrong)).isFalse();
      assertThat(store.learnBlockHashes(1, new byte[31])).isFalse();
      assertThat(store.learnBlockHashes(1, leaves)).isTrue();
      store.write(1, 0, content.block(1, 0));
      assertThat(store.write(1, BLOCK, content.poison(1, 1))).isEqualTo(WriteOutcome.BLOCK_CORRUPT);
      assertThat(store.partialPieces().get(1).cardinality()).isOne();
      assertThat(store.write(1, 0, content.piece(1))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      assertThat(store.learnBlockHashes(1, leaves)).as("late, and true").isTrue();
      assertThat(store.learnBlockHashes(1, wrong)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TorrentFormat.class,
      names = {"V2", "HYBRID"})
  void ofBlocksThatCameTogetherWithABadOneNoneIsTaken(TorrentFormat format) throws Exception {
    int blocks = 32;
    TestContent content =
        TestContent.of(scratch.resolve("source"), format, blocks * BLOCK, 1, (long) blocks * BLOCK);
    try (PieceStore store = prepared(content)) {
      assertThat(store.learnBlockHashes(0, leaves(content, 0))).isTrue();
      store.write(0, 3 * BLOCK, content.block(0, 3));
      ByteBuffer run = content.piece(0);
      run.put(20 * BLOCK, (byte) ~run.get(20 * BLOCK));
      assertThat(store.write(0, 0, run)).isEqualTo(WriteOutcome.BLOCK_CORRUPT);
      assertThat(store.partialPieces().get(0)).isEqualTo(BitSet.valueOf(new long[] {1 << 3}));
      for (int block = blocks - 1; block > 0; block--) {
        assertThat(store.write(0, block * BLOCK, content.block(0, block)))
            .isEqualTo(block == 3 ? WriteOutcome.DUPLICATE : WriteOutcome.STORED);
      }
      assertThat(store.write(0, 0, content.block(0, 0))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    }
    assertComplete(content);
  }

  private static byte[] leaves(TestContent content, int piece) throws Exception {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    for (int block = 0; block < content.pieces.blockCount(piece); block++) {
      sha256.update(content.block(piece, block));
      leaves.write(sha256.digest());
    }
    assertThat(content.torrent.layers().matches(piece, MerkleTree.root(leaves.toByteArray(), 0)))
        .isTrue();
    return leaves.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void contentIsGivenOutWithItsPadding(TorrentFormat format) throws Exception {
    TestContent content = content(format, 100, PIECE + 7, 3 * BLOCK);
    try (PieceStore store = prepared(content)) {
      content.completeIn(store);
      for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
        // With the padding at its end, which old clients ask for.
        int length = content.pieces.length(piece);
        ByteBuffer expected = content.range(piece, 0, length);
        ByteBuffer read = ByteBuffer.allocateDirect(length);
        store.read(piece, 0, read);
        assertThat(read.flip()).isEqualTo(expected);
      }
    }
  }

  @Test
  void nothingIsOnDiskBeforeTheFirstBlock() throws Exception {
    TestContent content = content(TorrentFormat.HYBRID, 40 * PIECE, 0);
    try (PieceStore store = open(content)) {
      assertThat(store.unchecked().isEmpty()).isTrue();
      assertThat(target()).doesNotExist();
      store.prepareToWrite();
      try (var files = Files.walk(target())) {
        // The file without bytes alone.
        assertThat(files.filter(Files::isRegularFile)).hasSize(1);
      }
      store.write(39, 0, content.piece(39));
      assertThat((Long) Files.getAttribute(content.path(target(), 0), "size"))
          .isEqualTo(40L * PIECE);
    }
  }

  @Test
  void moreThanTheDiskHoldsIsRefusedBeforeTheFirstByte() throws Exception {
    long huge = 1L << 46;
    TestContent content = content(TorrentFormat.V1, PIECE);
    byte[] info =
        new BencodeWriter()
            .beginDictionary()
            .key("info")
            .beginDictionary()
            .key("length")
            .integer(huge)
            .key("name")
            .string("huge")
            .key("piece length")
            .integer(1L << 28)
            .key("pieces")
            .string(new byte[(int) (huge >> 28) * 20])
            .end()
            .end()
            .toByteArray();
    var torrent = TorrentParser.parse(info);
    assertThat(content.torrent.name()).isEqualTo("content");
    try (PieceStore store =
        PieceStore.open(torrent, target(), scratch.resolve("state/huge"), open)) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToWrite)
          .withMessageContaining("bytes are missing, and the disk has room for")
          .extracting(StorageException::reason)
          .isEqualTo(StorageException.Reason.NO_SPACE);
      assertThat(target()).doesNotExist();
    }
  }

  @Test
  void onlyWholeBlocksOfThePieceAreTaken() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE + 100);
    try (PieceStore store = prepared(content)) {
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      assertThatIllegalArgumentException().isThrownBy(() -> store.write(0, 5, block));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.write(0, 0, ByteBuffer.allocateDirect(BLOCK - 1)));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> store.write(0, PIECE, block));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> store.write(1, 0, block));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> store.write(2, 0, block));
      assertThatIllegalArgumentException().isThrownBy(() -> store.read(0, 0, block));
    }
  }

  @Test
  void aHybridWhoseHalvesDifferFailsPlainly() throws Exception {
    TestContent content = content(TorrentFormat.HYBRID, PIECE);
    byte[] file =
        new TorrentBuilder(
                scratch.resolve("source/content"),
                new BuildSettings(
                    TorrentFormat.HYBRID, OptionalInt.of(PIECE), false, Sources.NONE, Credits.NONE))
            .build(Runnable::run, 1, BuildMonitor.NONE)
            .file();
    int hash = new String(file, StandardCharsets.ISO_8859_1).indexOf("6:pieces20:") + 11;
    file[hash]++;
    var torrent = TorrentParser.parse(file);
    try (PieceStore store =
        PieceStore.open(torrent, target(), scratch.resolve("state/resume"), open)) {
      store.prepareToWrite();
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.write(0, 0, content.piece(0)))
          .withMessage("piece 0: the v1 and v2 halves of the torrent describe different content")
          .extracting(StorageException::reason)
          .isEqualTo(StorageException.Reason.HALVES_DIFFER);
      assertThat(store.has(0)).isFalse();
    }
  }

  @Test
  void paddingIsZerosWhateverCame() throws Exception {
    // A v1 torrent with padding in the middle of a piece: 10 bytes, 6 of padding, 10 bytes.
    byte[] piece = new byte[26];
    Arrays.fill(piece, 0, 10, (byte) 1);
    Arrays.fill(piece, 16, 26, (byte) 2);
    byte[] hash = MessageDigest.getInstance("SHA-1").digest(piece);
    var torrent = TorrentParser.parse(padded(hash));
    try (PieceStore store =
        PieceStore.open(torrent, target(), scratch.resolve("state/padded"), open)) {
      store.prepareToWrite();
      byte[] withNoise = piece.clone();
      withNoise[12] = 5;
      assertThat(store.write(0, 0, ByteBuffer.wrap(withNoise)))
          .isEqualTo(WriteOutcome.PIECE_VERIFIED);
      ByteBuffer read = ByteBuffer.allocate(26);
      store.read(0, 0, read);
      assertThat(read.array()).isEqualTo(piece);
    }
    assertThat(target().resolve("padded/b")).hasBinaryContent(Arrays.copyOfRange(piece, 16, 26));
  }

  private static byte[] padded(byte[] hash) {
    var writer =
        new BencodeWriter()
            .beginDictionary()
            .key("info")
            .beginDictionary()
            .key("files")
            .beginList();
    writer.beginDictionary().key("length").integer(10);
    writer.key("path").beginList().string("a").end().end();
    writer.beginDictionary().key("attr").string("p").key("length").integer(6);
    writer.key("path").beginList().string(".pad").string("6").end().end();
    writer.beginDictionary().key("length").integer(10);
    writer.key("path").beginList().string("b").end().end();
    writer.end().key("name").string("padded").key("piece length").integer(BLOCK);
    return writer.key("pieces").string(hash).end().end().toByteArray();
  }

  @Test
  void blocksAreRefusedBeforeTheStoreIsPrepared() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE);
    try (PieceStore store = open(content)) {
      assertThatIllegalStateException().isThrownBy(() -> store.write(0, 0, content.piece(0)));
    }
  }

  private void assertComplete(TestContent content) throws IOException {
    for (int file = 0; file < content.fileCount(); file++) {
      if (content.isStored(file)) {
        assertThat(Files.readAllBytes(content.path(target(), file))).isEqualTo(content.file(file));
      }
    }
  }

  /** Counts what the store reads. */
  private static final class CountingDisk implements ChannelOpener {
    int reads;

    @Override
    public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
      return new ForwardingChannel(FileChannel.open(file, options)) {
        @Override
        public int read(ByteBuffer to, long position) throws IOException {
          reads++;
          return super.read(to, position);
        }
      };
    }
  }
}
