package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minibit.bencode.BencodeWriter;
import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  private static final int PIECE = 2 * BLOCK;

  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);
  private TestContent content;

  @BeforeEach
  void makeContent() {
    content =
        TestContent.of(
            scratch.resolve("source"), TorrentFormat.HYBRID, PIECE, 1, 3 * PIECE, PIECE, 10);
  }

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  private Path target() {
    return scratch.resolve("target");
  }

  private Path resumeFile() {
    return scratch.resolve("state/resume");
  }

  private PieceStore open() throws StorageException {
    return PieceStore.open(content.torrent, target(), resumeFile(), open);
  }

  private Path file(String name) {
    return target().resolve("content").resolve(name);
  }

  private static BitSet bits(int... set) {
    BitSet bits = new BitSet();
    Arrays.stream(set).forEach(bits::set);
    return bits;
  }

  private void download(int... pieces) throws StorageException {
    try (PieceStore store = open()) {
      TestContent.check(store);
      store.prepareToWrite();
      for (int piece : pieces) {
        store.write(piece, 0, content.piece(piece));
      }
    }
  }

  @Test
  void whatWasVerifiedIsKnownAgainWithoutACheck() throws Exception {
    download(0, 2, 3);
    try (PieceStore store = open()) {
      assertThat(store.have()).isEqualTo(bits(0, 2, 3));
      assertThat(store.unchecked().isEmpty()).isTrue();
      assertThat(store.warning()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void blocksOfAPieceThatWasNotCompleteAreKept(TorrentFormat format) throws Exception {
    content = TestContent.of(scratch.resolve("other"), format, PIECE, 2, 3 * PIECE);
    try (PieceStore store = open()) {
      store.prepareToWrite();
      store.write(1, BLOCK, content.block(1, 1));
    }
    try (PieceStore store = open()) {
      assertThat(store.partialPieces()).containsOnly(java.util.Map.entry(1, bits(1)));
      store.prepareToWrite();
      assertThat(store.write(1, 0, content.block(1, 0))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    }
  }

  @Test
  void aBlockThatWasKeptIsNotTrusted() throws Exception {
    try (PieceStore store = open()) {
      store.prepareToWrite();
      store.write(1, BLOCK, content.poison(1, 1));
    }
    try (PieceStore store = open()) {
      store.prepareToWrite();
      assertThat(store.write(1, 0, content.block(1, 0))).isEqualTo(WriteOutcome.PIECE_CORRUPT);
    }
  }

  @Test
  void aPieceThatWasCompleteButNotYetJudgedIsChecked() throws Exception {
    download(0);
    ResumeData data = ResumeCodec.decode(Files.readAllBytes(resumeFile()));
    data.have().clear();
    data.partial().put(0, bits(0, 1));
    Files.write(resumeFile(), ResumeCodec.encode(data));
    try (PieceStore store = open()) {
      assertThat(store.unchecked()).isEqualTo(bits(0));
      assertThat(store.partialPieces()).isEmpty();
      TestContent.check(store);
      assertThat(store.has(0)).isTrue();
    }
  }

  @Test
  void settingsAreKept() throws Exception {
    try (PieceStore store = open()) {
      store.setting("state", "paused");
      store.setting("limit", "5");
    }
    try (PieceStore store = open()) {
      assertThat(store.settings()).containsEntry("state", "paused").containsEntry("limit", "5");
    }
  }

  @Test
  void aFileThatWasChangedMeanwhileIsCheckedAndTheOthersAreNot() throws Exception {
    download(0, 1, 2, 3, 4);
    change(file("a"), PIECE + 3);
    try (PieceStore store = open()) {
      assertThat(store.unchecked()).isEqualTo(bits(0, 1, 2));
      assertThat(store.have()).isEqualTo(bits(3, 4));
      TestContent.check(store);
      assertThat(store.have()).isEqualTo(bits(0, 2, 3, 4));
      store.prepareToWrite();
      content.completeIn(store);
    }
    assertThat(Files.readAllBytes(file("a"))).isEqualTo(content.file(0));
  }

  @Test
  void aTouchedFileIsCheckedAndFoundGood() throws Exception {
    download(0, 1, 2, 3, 4);
    Files.setLastModifiedTime(file("a"), FileTime.from(Instant.EPOCH));
    try (PieceStore store = open()) {
      assertThat(store.unchecked()).isEqualTo(bits(0, 1, 2));
      TestContent.check(store);
      assertThat(store.have().cardinality()).isEqualTo(5);
    }
    try (PieceStore store = open()) {
      assertThat(store.unchecked().isEmpty()).isTrue();
    }
  }

  @Test
  void piecesOfAFileThatIsGoneAreMissing() throws Exception {
    download(0, 1, 2, 3, 4);
    Files.delete(file("a"));
    try (PieceStore store = open()) {
      assertThat(store.have()).isEqualTo(bits(3, 4));
      assertThat(store.unchecked().isEmpty()).isTrue();
      store.prepareToWrite();
      content.completeIn(store);
    }
    assertThat(Files.readAllBytes(file("a"))).isEqualTo(content.file(0));
  }

  @Test
  void existingContentIsCheckedAndContinuedWithoutResumeData() throws Exception {
    content.copyTo(target());
    change(file("a"), 5);
    Files.delete(file("b/x"));
    try (PieceStore store = open()) {
      assertThat(store.unchecked()).isEqualTo(bits(0, 1, 2, 4));
      TestContent.check(store);
      assertThat(store.have()).isEqualTo(bits(1, 2, 4));
      store.prepareToWrite();
      content.completeIn(store);
    }
    assertThat(Files.readAllBytes(file("a"))).isEqualTo(content.file(0));
    assertThat(Files.readAllBytes(file("b/x"))).isEqualTo(content.file(1));
  }

  @Test
  void otherContentIsNeverOverwritten() throws Exception {
    Files.createDirectories(file("b"));
    byte[] other = new byte[PIECE];
    Arrays.fill(other, (byte) 7);
    Files.write(file("b/x"), other);
    for (int attempt = 0; attempt < 2; attempt++) {
      try (PieceStore store = open()) {
        TestContent.check(store);
        assertThatExceptionOfType(StorageException.class)
            .isThrownBy(store::prepareToWrite)
            .withMessageContaining("content/b/x: exists in " + target())
            .withMessageContaining("with other content, which is not overwritten")
            .extracting(StorageException::reason)
            .isEqualTo(StorageException.Reason.OCCUPIED);
      }
      assertThat(Files.readAllBytes(file("b/x"))).isEqualTo(other);
      assertThat(file("a")).doesNotExist();
    }
  }

  @Test
  void aFileThatGoesOnBehindTheContentIsOtherContent() throws Exception {
    content.copyTo(target());
    Files.write(file("c"), new byte[] {1}, StandardOpenOption.APPEND);
    try (PieceStore store = open()) {
      TestContent.check(store);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToWrite)
          .withMessageContaining("content/c: exists");
    }
  }

  @Test
  void aFileThatAppearedBetweenTwoRunsIsOtherContent() throws Exception {
    download(0);
    byte[] other = new byte[PIECE];
    Arrays.fill(other, (byte) 7);
    Files.createDirectories(file("b"));
    Files.write(file("b/x"), other);
    try (PieceStore store = open()) {
      TestContent.check(store);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToWrite)
          .withMessageContaining("content/b/x: exists");
    }
  }

  @Test
  void emptyAndZeroedFilesAreNobodysContent() throws Exception {
    Files.createDirectories(file("b"));
    Files.createFile(file("a"));
    Files.write(file("b/x"), new byte[PIECE]);
    download(0, 1, 2, 3, 4);
    assertThat(Files.readAllBytes(file("b/x"))).isEqualTo(content.file(1));
  }

  @Test
  void aCheckThatWasCancelledGoesOnWhereItStopped() throws Exception {
    content.copyTo(target());
    BitSet first = new BitSet();
    try (PieceStore store = open()) {
      store.check(
          Runnable::run,
          1,
          () -> first.cardinality() == 2,
          (piece, state, size) -> first.set(piece));
      assertThat(store.have()).isEqualTo(first);
    }
    BitSet second = new BitSet();
    try (PieceStore store = open()) {
      assertThat(store.unchecked().cardinality()).isEqualTo(3);
      store.check(Runnable::run, 1, () -> false, (piece, state, size) -> second.set(piece));
      assertThat(store.have().cardinality()).isEqualTo(5);
    }
    assertThat(first.cardinality()).isEqualTo(2);
    assertThat(second.cardinality()).isEqualTo(3);
    assertThat(first.intersects(second)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"empty", "cut short", "edited", "later version", "another torrent", "not bencode"})
  void aStateFileThatCannotBeUsedIsMovedAsideAndTheDataChecked(String fault) throws Exception {
    download(0, 1, 2, 3, 4);
    byte[] good = Files.readAllBytes(resumeFile());
    byte[] bad = broken(good, fault);
    Files.write(resumeFile(), bad);
    try (PieceStore store = open()) {
      assertThat(store.warning().orElseThrow())
          .startsWith(resumeFile().toString())
          .endsWith("moved aside to resume.bad, the data is checked again")
          .doesNotContain("\n");
      assertThat(store.have().isEmpty()).isTrue();
      TestContent.check(store);
      assertThat(store.have().cardinality()).isEqualTo(5);
    }
    assertThat(Files.readAllBytes(resumeFile().resolveSibling("resume.bad"))).isEqualTo(bad);
    // A second bad file does not take the place of the first.
    Files.write(resumeFile(), new byte[] {1});
    open().close();
    assertThat(resumeFile().resolveSibling("resume.bad.1")).exists();
    assertThat(Files.readAllBytes(resumeFile().resolveSibling("resume.bad"))).isEqualTo(bad);
  }

  private byte[] broken(byte[] good, String fault) throws Exception {
    return switch (fault) {
      case "empty" -> new byte[0];
      case "cut short" -> Arrays.copyOf(good, good.length / 2);
      case "edited" -> {
        byte[] edited = good.clone();
        int at = new String(good, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("4:have");
        edited[at + 8] ^= 1;
        yield edited;
      }
      case "later version" -> {
        byte[] body =
            new BencodeWriter().beginDictionary().key("format").integer(2).end().toByteArray();
        yield new BencodeWriter()
            .beginDictionary()
            .key("body")
            .encoded(ByteBuffer.wrap(body))
            .key("sha256")
            .string(java.security.MessageDigest.getInstance("SHA-256").digest(body))
            .end()
            .toByteArray();
      }
      case "another torrent" ->
          ResumeCodec.encode(
              new ResumeData(
                  "00".repeat(20),
                  5,
                  new BitSet(),
                  new BitSet(),
                  new TreeMap<>(),
                  List.of(),
                  false,
                  new TreeMap<>()));
      default -> "<?xml?>".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    };
  }

  private static void change(Path file, long position) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), position);
    }
    // Clocks of file systems are coarse.
    Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusSeconds(1)));
  }
}
