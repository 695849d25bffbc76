package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Content that was there before its torrent, perhaps under a name of its own. */
class SharedContentTest {
  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);
  private TestContent content;

  @BeforeEach
  void makeContent() {
    content =
        TestContent.of(
            scratch.resolve("source"), TorrentFormat.HYBRID, 2 * BLOCK, 1, 3 * BLOCK, BLOCK, 10);
  }

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  private PieceStore open(String rootName) throws StorageException {
    return PieceStore.open(
        content.torrent,
        scratch.resolve("source"),
        Optional.ofNullable(rootName),
        scratch.resolve("state/resume"),
        open);
  }

  @Test
  void isReadUnderTheNameThatItHasOnDisk() throws IOException {
    Files.move(scratch.resolve("source/content"), scratch.resolve("source/elsewhere"));
    try (PieceStore store = open("elsewhere")) {
      store.trust();
      store.prepareToSeed();
      ByteBuffer read = ByteBuffer.allocate(BLOCK);
      store.read(0, 0, read);
      assertThat(read.flip()).isEqualTo(content.piece(0).slice(0, BLOCK));
    }
    try (PieceStore store = open("missing")) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToSeed)
          .withMessageContaining("is not what was shared any more");
    }
  }

  @Test
  void liesInMemoryForWhoSendsItFromItsFile() throws IOException {
    try (PieceStore store = open(null)) {
      store.trust();
      try (Region region = store.region(0, BLOCK, BLOCK, 1).orElseThrow()) {
        ByteBuffer read = ByteBuffer.allocate(region.length());
        region.channel().read(read, region.offset());
        assertThat(read.flip()).isEqualTo(content.range(0, BLOCK, BLOCK));
      }
    }
  }

  @Test
  void isReadWhereItDoesNotLieInOneFile() throws IOException {
    try (PieceStore store = open(null)) {
      store.trust();
      // The end of the first file, and the padding behind it.
      assertThat(store.region(1, 0, BLOCK + 1, 1)).isEmpty();
      assertThat(store.region(1, BLOCK, BLOCK, 1)).isEmpty();
    }
  }

  @Test
  void isNotGivenOutFromAFileThatWasCutShort() throws IOException {
    try (PieceStore store = open(null)) {
      store.trust();
      store.region(0, 0, BLOCK, 1).orElseThrow().close();
      try (FileChannel file =
          FileChannel.open(scratch.resolve("source/content/a"), StandardOpenOption.WRITE)) {
        file.truncate(BLOCK + 1);
      }
      // Too soon for another look at the file.
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.region(0, BLOCK, BLOCK, 2))
          .withMessageContaining("cut short");
      assertThat(store.has(0)).isFalse();
      assertThatIllegalArgumentException().isThrownBy(() -> store.region(0, 0, BLOCK, 3));
    }
  }

  @Test
  void isNeverGivenOutOnceItChanged() throws IOException {
    try (PieceStore store = open(null)) {
      store.trust();
      store.prepareToSeed();
    }
    Files.writeString(scratch.resolve("source/content/a"), "other");
    try (PieceStore store = open(null)) {
      TestContent.check(store);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToSeed)
          .withMessageContaining("content/a: is not what was shared any more");
    }
  }
}
