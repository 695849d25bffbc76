package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minibit.metainfo.TorrentFormat;
import io.minibit.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Disks that fill up, forbid, fail, or are written to by others. */
class DiskFailureTest {
  private static final int PIECE = 4 * BLOCK;

  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);

  /** What the next writes to files fail with, if not null. */
  private IOException writeFailure;

  private IOException syncFailure;

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  private Path target() {
    return scratch.resolve("target");
  }

  private PieceStore open(TestContent content) throws StorageException {
    ChannelOpener failing =
        (file, options) ->
            new ForwardingChannel(FileChannel.open(file, options)) {
              @Override
              public int write(ByteBuffer from, long position) throws IOException {
                if (writeFailure != null) {
                  throw writeFailure;
                }
                return super.write(from, position);
              }

              @Override
              public void force(boolean metaData) throws IOException {
                if (syncFailure != null) {
                  throw syncFailure;
                }
                super.force(metaData);
              }
            };
    return PieceStore.open(
        content.torrent,
        new ContentFolder(target(), failing),
        scratch.resolve("state/resume"),
        open);
  }

  private TestContent content(TorrentFormat format, long... sizes) {
    return TestContent.of(scratch.resolve("source"), format, PIECE, 1, sizes);
  }

  private static void assertFails(ThrowingCallable call, Reason reason, String message) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .withMessage(message)
        .extracting(StorageException::reason)
        .isEqualTo(reason);
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void aFullDiskNamesTheFileAndTheTransferGoesOnWhenThereIsRoom(TorrentFormat format)
      throws Exception {
    TestContent content = content(format, 2 * PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      store.write(0, 0, content.piece(0));
      store.write(1, 0, content.block(1, 0));
      writeFailure = new IOException("No space left on device");
      assertFails(
          () -> store.write(1, BLOCK, content.block(1, 1)),
          Reason.NO_SPACE,
          "cannot write content/a: no space left on the disk");
      assertThat(store.has(0)).isTrue();
      assertThat(store.partialPieces().get(1).cardinality()).isOne();
      writeFailure = null;
      assertThat(store.write(1, 0, content.piece(1))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    }
    assertThat(Files.readAllBytes(content.path(target(), 0))).isEqualTo(content.file(0));
  }

  @Test
  void aRealDiskThatIsFullIsNamed() throws Exception {
    Path small = Files.createDirectories(target());
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=128k", "none", small.toString()),
        "mounting a small disk needs root");
    try {
      TestContent content = content(TorrentFormat.V1, 2 * PIECE);
      try (PieceStore store =
          PieceStore.open(content.torrent, target(), scratch.resolve("state/resume"), open)) {
        store.prepareToWrite();
        Path ballast = Files.write(small.resolve("ballast"), new byte[60 * 1024]);
        store.write(0, 0, content.piece(0));
        assertFails(
            () -> store.write(1, 0, content.piece(1)),
            Reason.NO_SPACE,
            "cannot write content/a: no space left on the disk");
        assertThat(store.has(0)).isTrue();
        Files.delete(ballast);
        assertThat(store.write(1, 0, content.piece(1))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      }
      open.close();
    } finally {
      run("umount", small.toString());
    }
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void lostPermissionIsNamed() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      writeFailure = new AccessDeniedException("f0");
      assertFails(
          () -> store.write(0, 0, content.piece(0)),
          Reason.DENIED,
          "cannot write content/a: permission denied");
      writeFailure = null;
    }
  }

  @Test
  void afterAFailedSyncNothingMoreIsClaimed() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE);
    PieceStore store = open(content);
    store.prepareToWrite();
    store.write(0, 0, content.piece(0));
    store.checkpoint();
    store.write(1, 0, content.piece(1));
    syncFailure = new IOException("Input/output error");
    assertFails(store::checkpoint, Reason.FAILED, "cannot sync content/a: Input/output error");
    // The platform reports it once only.
    syncFailure = null;
    assertThatExceptionOfType(StorageException.class).isThrownBy(store::close);
    try (PieceStore again = open(content)) {
      assertThat(again.have().cardinality()).isOne();
      assertThat(again.unchecked().get(1)).isTrue();
    }
  }

  @Test
  void aFileCutShortWhileSeedingIsNoticedAndNeverServedTwice() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE, PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      content.completeIn(store);
      store.read(1, 0, ByteBuffer.allocateDirect(BLOCK));
      try (FileChannel other =
          FileChannel.open(content.path(target(), 0), java.nio.file.StandardOpenOption.WRITE)) {
        other.truncate(PIECE + 5);
      }
      assertFails(
          () -> store.read(1, 0, ByteBuffer.allocateDirect(BLOCK)),
          Reason.CHANGED,
          "content/a: was changed by another program, and must be checked again");
      assertThat(store.has(1)).isFalse();
      assertThat(store.unchecked().cardinality()).isEqualTo(2);
      // Another file's pieces are served on.
      store.read(2, 0, ByteBuffer.allocateDirect(BLOCK));
      TestContent.check(store);
      assertThat(store.have().cardinality()).isEqualTo(2);
      store.prepareToWrite();
      store.write(1, 0, content.piece(1));
    }
    assertThat(Files.readAllBytes(content.path(target(), 0))).isEqualTo(content.file(0));
  }

  @Test
  void aFileReplacedWhileSeedingIsNoticedAndNotOverwritten() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      content.completeIn(store);
      byte[] other = new byte[2 * PIECE];
      other[9] = 9;
      Path replacement = Files.write(scratch.resolve("replacement"), other);
      // Clocks of file systems are coarse.
      Files.setLastModifiedTime(replacement, FileTime.from(Instant.EPOCH));
      Files.move(
          replacement,
          content.path(target(), 0),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      ByteBuffer to = ByteBuffer.allocateDirect(BLOCK);
      assertThatExceptionOfType(StorageException.class).isThrownBy(() -> store.read(0, 0, to));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.write(0, 0, content.piece(0)));
      TestContent.check(store);
      assertThat(store.have().isEmpty()).isTrue();
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(store::prepareToWrite)
          .withMessageContaining("other content");
      assertThat(Files.readAllBytes(content.path(target(), 0))).isEqualTo(other);
    }
  }

  @Test
  void whatWasSpoiltWhileSeedingIsNotGivenOutTwiceNorForLong() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      content.completeIn(store);
      ByteBuffer to = ByteBuffer.allocateDirect(BLOCK);
      store.read(0, 0, to, 0);
      Files.setLastModifiedTime(content.path(target(), 0), FileTime.from(Instant.EPOCH));

      store.read(0, BLOCK, to.clear(), GivenOut.INTERVAL - 1);

      assertThatExceptionOfType(StorageException.class)
          .as("the same block again")
          .isThrownBy(() -> store.read(0, 0, to.clear(), GivenOut.INTERVAL - 1));
      TestContent.check(store);
      store.read(0, 0, to.clear(), 2 * GivenOut.INTERVAL);
      Files.setLastModifiedTime(
          content.path(target(), 0), FileTime.from(Instant.EPOCH.plusSeconds(1)));
      assertThatExceptionOfType(StorageException.class)
          .as("another, but later")
          .isThrownBy(() -> store.read(1, 0, to.clear(), 3 * GivenOut.INTERVAL));
    }
  }

  @Test
  void aFileThatIsGoneWhileSeedingIsNoticed() throws Exception {
    TestContent content = content(TorrentFormat.V1, 2 * PIECE);
    try (PieceStore store = open(content)) {
      store.prepareToWrite();
      content.completeIn(store);
      Files.delete(content.path(target(), 0));
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> store.read(0, 0, ByteBuffer.allocateDirect(BLOCK)))
          .extracting(StorageException::reason)
          .isEqualTo(Reason.CHANGED);
      TestContent.check(store);
      store.prepareToWrite();
      content.completeIn(store);
    }
    assertThat(Files.readAllBytes(content.path(target(), 0))).isEqualTo(content.file(0));
  }

  @Test
  void aLinkInTheWayIsNeverFollowed() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE, PIECE);
    Path outside = Files.createDirectories(scratch.resolve("outside"));
    Path precious = Files.write(outside.resolve("precious"), new byte[] {1, 2, 3});
    Files.createDirectories(target().resolve("content"));
    Files.createSymbolicLink(target().resolve("content/b"), outside);
    assertFails(
        () -> open(content),
        Reason.OCCUPIED,
        target() + "/content/b: a symbolic link is in the way; it was not touched");
    Files.delete(target().resolve("content/b"));
    PieceStore store = open(content);
    store.prepareToWrite();
    Files.createSymbolicLink(target().resolve("content/a"), precious);
    assertFails(
        () -> store.write(0, 0, content.piece(0)),
        Reason.OCCUPIED,
        target() + "/content/a: a symbolic link is in the way; it was not touched");
    Files.delete(target().resolve("content/a"));
    store.close();
    try (var files = Files.list(outside)) {
      assertThat(files).containsExactly(precious);
    }
    assertThat(precious).hasBinaryContent(new byte[] {1, 2, 3});
  }

  @Test
  void aFolderWhereAFileShouldBeIsNamed() throws Exception {
    TestContent content = content(TorrentFormat.V1, PIECE);
    Files.createDirectories(target().resolve("content/a"));
    assertFails(
        () -> open(content),
        Reason.OCCUPIED,
        target() + "/content/a: a folder is in the way; it was not touched");
  }

  @Test
  void aPathThatLeavesTheFolderIsRefused() throws Exception {
    ContentFolder folder = new ContentFolder(target(), ChannelOpener.PLATFORM);
    for (String path : List.of("../x", "a/../../x", "/etc/passwd", ".", "")) {
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> folder.resolve(path))
          .withMessageContaining("lies outside of");
    }
    assertThat(folder.resolve("a/b")).isEqualTo(target().resolve("a/b"));
  }
}
