package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ContentCheckTest {
  private static final int PIECE = TestContent.BLOCK;
  private static final int MANY = 1500;

  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(4);
  private final Map<Integer, PieceState> found = new TreeMap<>();
  private TestContent content;

  @BeforeEach
  void makeContent() throws IOException {
    use(TorrentFormat.V1);
  }

  private void use(TorrentFormat format) throws IOException {
    content =
        TestContent.of(
            scratch.resolve(format.name()), format, PIECE, 3, (long) MANY * PIECE, PIECE, 9);
    content.copyTo(target());
  }

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  private Path target() {
    return scratch.resolve("target");
  }

  private BitSet all() {
    BitSet all = new BitSet();
    all.set(0, content.pieces.pieceCount());
    return all;
  }

  private void run(BitSet wanted, Executor helpers, int threads) throws StorageException {
    new ContentCheck(content.torrent, target(), open)
        .run(
            wanted,
            helpers,
            threads,
            () -> false,
            (piece, state, length) -> {
              synchronized (found) {
                assertThat(found.put(piece, state)).isNull();
              }
            });
  }

  @ParameterizedTest
  @EnumSource(TorrentFormat.class)
  void severalThreadsFindWhatIsThere(TorrentFormat format) throws Exception {
    use(format);
    try (FileChannel file = FileChannel.open(content.path(target(), 0), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[7]), 700L * PIECE);
      file.write(ByteBuffer.wrap(new byte[PIECE]), 900L * PIECE);
      file.truncate(1200L * PIECE + 100);
    }
    ExecutorService helpers = Executors.newFixedThreadPool(3);
    try {
      run(all(), helpers, 4);
    } finally {
      helpers.shutdownNow();
    }
    assertThat(found).hasSize(content.pieces.pieceCount());
    found.forEach(
        (piece, state) -> {
          PieceState expected =
              piece == 700 || piece == 1200
                  ? PieceState.DAMAGED
                  : piece == 900 || (piece > 1200 && piece < MANY)
                      ? PieceState.EMPTY
                      : PieceState.GOOD;
          assertThat(state).as("piece " + piece).isEqualTo(expected);
        });
  }

  @Test
  void onlyTheWantedPiecesAreChecked() throws Exception {
    BitSet wanted = new BitSet();
    wanted.set(3);
    wanted.set(700, 705);
    wanted.set(MANY + 1);
    run(wanted, Runnable::run, 1);
    assertThat(found.keySet()).containsExactly(3, 700, 701, 702, 703, 704, MANY + 1);
    assertThat(found.values()).containsOnly(PieceState.GOOD);
  }

  @Test
  void helpersThatNeverComeAreNotWaitedFor() throws Exception {
    run(all(), task -> {}, 4);
    assertThat(found).hasSize(content.pieces.pieceCount());
  }

  @Test
  void aFileThatIsMissingIsFoundSoWithoutFailure() throws Exception {
    Files.delete(content.path(target(), 1));
    run(all(), Runnable::run, 1);
    assertThat(found.get(MANY)).isEqualTo(PieceState.EMPTY);
    assertThat(found.get(0)).isEqualTo(PieceState.GOOD);
  }

  @Test
  void whatAListenerThrowsEndsTheCheck() {
    ContentCheck check = new ContentCheck(content.torrent, target(), open);
    ExecutorService helpers = Executors.newFixedThreadPool(2);
    AtomicInteger told = new AtomicInteger();
    try {
      assertThatThrownBy(
              () ->
                  check.run(
                      all(),
                      helpers,
                      3,
                      () -> false,
                      (piece, state, length) -> {
                        told.incrementAndGet();
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      assertThat(told.get()).isLessThanOrEqualTo(3);
    } finally {
      helpers.shutdownNow();
    }
  }
}
