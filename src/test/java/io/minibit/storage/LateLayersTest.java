package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.minibit.metainfo.CrossedHalves;
import io.minibit.metainfo.PieceGeometry;
import io.minibit.metainfo.PieceLayers;
import io.minibit.metainfo.Torrent;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hybrid whose v2 hashes come when some of it was judged by v1 alone. */
class LateLayersTest {
  private static final int BLOCK = PieceGeometry.BLOCK_LENGTH;
  private static final int PIECE = 2 * BLOCK;

  @TempDir private Path scratch;
  private final OpenFiles open = new OpenFiles(4);
  private byte[] content;
  private Path source;

  @BeforeEach
  void makeContent() throws Exception {
    content = new byte[4 * PIECE - 7];
    new SplittableRandom(5).nextBytes(content);
    source = write("source", content);
  }

  @AfterEach
  void closeFiles() throws Exception {
    open.close();
  }

  private Path write(String folder, byte[] bytes) throws Exception {
    Path file = Files.createDirectories(scratch.resolve(folder)).resolve("content");
    return Files.write(file, bytes);
  }

  /** The v2 half knows the last two pieces to be other bytes. */
  private Torrent halfCrossed() throws Exception {
    byte[] other = content.clone();
    other[2 * PIECE]++;
    other[3 * PIECE]++;
    return CrossedHalves.of(source, write("other", other), PIECE);
  }

  private PieceStore open(Torrent torrent) throws Exception {
    return PieceStore.open(
        torrent, scratch.resolve("target"), scratch.resolve("state/resume"), open);
  }

  private PieceStore prepared(Torrent torrent) throws Exception {
    PieceStore store = open(torrent.withLayers(PieceLayers.of(torrent.info())));
    store.prepareToWrite();
    return store;
  }

  private ByteBuffer piece(int piece) {
    return range(piece * PIECE, Math.min((piece + 1) * PIECE, content.length));
  }

  private ByteBuffer range(int from, int to) {
    return ByteBuffer.wrap(Arrays.copyOfRange(content, from, to));
  }

  private static void assertDiffers(ThrowingCallable call, int piece) {
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(call)
        .withMessageStartingWith("piece " + piece + ": the v1 and v2 halves")
        .extracting(StorageException::reason)
        .isEqualTo(StorageException.Reason.HALVES_DIFFER);
  }

  @Test
  void whatV1HasPassedIsJudgedByBothOnce() throws Exception {
    Torrent torrent = CrossedHalves.of(source, source, PIECE);
    try (PieceStore store = prepared(torrent)) {
      for (int piece = 0; piece < 2; piece++) {
        assertThat(store.write(piece, 0, piece(piece))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      }
      assertThat(store.judgeNext()).as("before there is anything to judge by").isFalse();
      store.learn(torrent.layers());
      assertThat(store.judgeNext()).isTrue();
      assertThat(store.judgeNext()).isTrue();
      assertThat(store.judgeNext()).isFalse();
      assertThat(store.have().cardinality()).isEqualTo(2);
    }
  }

  @Test
  void aPieceThatV1PassedBeforeAndV2DoesNotIsTakenBack() throws Exception {
    Torrent torrent = halfCrossed();
    try (PieceStore store = prepared(torrent)) {
      assertThat(store.write(0, 0, piece(0))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      assertThat(store.write(3, 0, piece(3))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      store.learn(torrent.layers());
      assertThat(store.judgeNext()).isTrue();
      assertDiffers(store::judgeNext, 3);
      assertThat(store.has(0)).isTrue();
      assertThat(store.has(3)).isFalse();
      assertThat(store.judgeNext()).isFalse();
    }
    try (PieceStore again = open(torrent)) {
      assertThat(again.has(0)).isTrue();
      assertThat(again.unchecked().get(3)).as("it is not believed later either").isTrue();
    }
  }

  @Test
  void aPieceThatWasBegunBeforeIsJudgedByBoth() throws Exception {
    Torrent torrent = halfCrossed();
    try (PieceStore store = prepared(torrent)) {
      store.write(0, 0, range(0, BLOCK));
      store.write(2, 0, range(2 * PIECE, 2 * PIECE + BLOCK));
      store.learn(torrent.layers());
      assertThat(store.write(0, BLOCK, range(BLOCK, PIECE))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      assertDiffers(() -> store.write(2, BLOCK, range(2 * PIECE + BLOCK, 3 * PIECE)), 2);
      assertThat(store.judgeNext()).as("the good one was judged by both").isFalse();
    }
  }

  @Test
  void whatV1HasPassedBeforeARestartIsJudgedByBoth() throws Exception {
    Torrent torrent = halfCrossed();
    try (PieceStore store = prepared(torrent)) {
      assertThat(store.write(3, 0, piece(3))).isEqualTo(WriteOutcome.PIECE_VERIFIED);
      store.checkpoint();
    }
    try (PieceStore again = prepared(torrent)) {
      assertThat(again.has(3)).isTrue();
      again.learn(torrent.layers());
      assertDiffers(again::judgeNext, 3);
      assertThat(again.has(3)).isFalse();
    }
  }

  @Test
  void whatWasOnDiskBeforeIsJudgedByBoth() throws Exception {
    Torrent torrent = halfCrossed();
    Files.copy(source, Files.createDirectories(scratch.resolve("target")).resolve("content"));
    try (PieceStore store = open(torrent.withLayers(PieceLayers.of(torrent.info())))) {
      store.check(Runnable::run, 1, () -> false, (piece, state, length) -> {});
      assertThat(store.have().cardinality()).isEqualTo(4);
      store.learn(torrent.layers());
      assertThat(store.judgeNext()).isTrue();
      assertThat(store.judgeNext()).isTrue();
      assertDiffers(store::judgeNext, 2);
    }
  }
}
