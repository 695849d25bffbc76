package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.TorrentFormat;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteQueueTest {
  private static final int PIECE = 4 * BLOCK;

  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);
  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Object> outcomes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger drained = new AtomicInteger();
  private TestContent content;
  private PieceStore store;

  private final WriteQueue.Callback callback =
      new WriteQueue.Callback() {
        @Override
        public void written(WriteOutcome outcome) {
          outcomes.add(outcome);
        }

        @Override
        public void failed(Throwable cause) {
          outcomes.add(cause);
        }
      };

  @BeforeEach
  void openStore() throws Exception {
    content =
        TestContent.of(scratch.resolve("source"), TorrentFormat.V1, PIECE, 1, 20L * PIECE + 5);
    store =
        PieceStore.open(
            content.torrent, scratch.resolve("target"), scratch.resolve("state/resume"), open);
    store.prepareToWrite();
  }

  @AfterEach
  void closeStore() throws Exception {
    store.close();
    open.close();
  }

  @Test
  void blocksOfAPieceAreWrittenInTheirOrderHoweverTheyCame() {
    WriteQueue queue = new WriteQueue(store, tasks::add, 1 << 20, drained::incrementAndGet);
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    for (int block : new int[] {2, 0, 3, 1}) {
      queue.submit(3, block * BLOCK, noting(block, order), content.block(3, block));
    }
    assertThat(tasks).hasSize(1);
    assertThat(queue.bytesInFlight()).isEqualTo(PIECE);
    tasks.remove().run();
    assertThat(order).containsExactly(0, 1, 2, 3);
    assertThat(outcomes)
        .containsExactly(
            WriteOutcome.STORED,
            WriteOutcome.STORED,
            WriteOutcome.STORED,
            WriteOutcome.PIECE_VERIFIED);
    assertThat(queue.bytesInFlight()).isZero();
    queue.submit(3, 0, callback, content.block(3, 0));
    assertThat(tasks).hasSize(1);
  }

  private WriteQueue.Callback noting(int block, List<Integer> order) {
    return new WriteQueue.Callback() {
      @Override
      public void written(WriteOutcome outcome) {
        order.add(block);
        callback.written(outcome);
      }

      @Override
      public void failed(Throwable cause) {
        callback.failed(cause);
      }
    };
  }

  @Test
  void producersAreStoppedAtTheCapacityAndToldWhenHalfOfItIsFree() {
    WriteQueue queue = new WriteQueue(store, tasks::add, 4 * BLOCK, drained::incrementAndGet);
    for (int piece = 0; piece < 3; piece++) {
      assertThat(queue.submit(piece, 0, callback, content.block(piece, 0))).isTrue();
    }
    assertThat(queue.submit(3, 0, callback, content.block(3, 0))).isFalse();
    tasks.remove().run();
    assertThat(drained).hasValue(0);
    assertThat(queue.submit(4, 0, callback, content.block(4, 0))).isFalse();
    tasks.remove().run();
    tasks.remove().run();
    assertThat(drained).hasValue(1);
    assertThat(queue.submit(5, 0, callback, content.block(5, 0))).isTrue();
    tasks.forEach(Runnable::run);
    assertThat(drained).hasValue(1);
  }

  @Test
  void aFailureGoesToItsCallbackAndTheQueueGoesOn() {
    WriteQueue queue = new WriteQueue(store, tasks::add, 1 << 20, drained::incrementAndGet);
    queue.submit(1, -7, callback, content.block(1, 0));
    queue.submit(1, 0, callback, content.piece(1));
    tasks.remove().run();
    assertThat(outcomes).hasSize(2);
    assertThat(outcomes.get(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(outcomes.get(1)).isEqualTo(WriteOutcome.PIECE_VERIFIED);
    assertThat(queue.bytesInFlight()).isZero();
  }

  @Test
  void anErrorIsAFailureLikeAnyOther() throws Exception {
    Error outOfMemory = new OutOfMemoryError("as a test wants it");
    ChannelOpener failing =
        (file, options) ->
            new ForwardingChannel(FileChannel.open(file, options)) {
              @Override
              public int write(ByteBuffer from, long position) {
                throw outOfMemory;
              }
            };
    try (PieceStore hopeless =
        PieceStore.open(
            content.torrent,
            new ContentFolder(scratch.resolve("hopeless"), failing),
            scratch.resolve("state/hopeless"),
            open)) {
      hopeless.prepareToWrite();
      WriteQueue queue = new WriteQueue(hopeless, tasks::add, BLOCK, drained::incrementAndGet);
      queue.submit(1, 0, callback, content.block(1, 0));
      queue.submit(1, BLOCK, callback, content.block(1, 1));
      tasks.remove().run();
      assertThat(outcomes).containsExactly(outOfMemory, outOfMemory);
      assertThat(queue.bytesInFlight()).isZero();
      assertThat(drained).hasValue(1);
      queue.submit(1, 0, callback, content.block(1, 0));
      assertThat(tasks).as("the piece does not wait for anybody").hasSize(1);
    }
  }

  @Test
  void writesFailWhenThereIsNoThreadForThem() {
    Error noThread = new OutOfMemoryError("as a test wants it");
    Executor poor =
        task -> {
          throw noThread;
        };
    WriteQueue queue = new WriteQueue(store, poor, 1 << 20, drained::incrementAndGet);
    queue.submit(1, 0, callback, content.piece(1));
    assertThat(outcomes).containsExactly(noThread);
    assertThat(queue.bytesInFlight()).isZero();
  }

  @Test
  void writesFailWhenTheWorkersAreGone() {
    ExecutorService gone = Executors.newFixedThreadPool(1);
    gone.shutdown();
    WriteQueue queue = new WriteQueue(store, gone, 1 << 20, drained::incrementAndGet);
    queue.submit(1, 0, callback, content.piece(1));
    assertThat(outcomes)
        .singleElement()
        .isInstanceOf(java.util.concurrent.RejectedExecutionException.class);
    assertThat(queue.bytesInFlight()).isZero();
  }

  @Test
  void manyWorkersCompleteEveryPieceOnce() throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(4);
    try {
      WriteQueue queue = new WriteQueue(store, workers, 1 << 20, drained::incrementAndGet);
      int blocks = 0;
      for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
        blocks += content.pieces.blockCount(piece);
      }
      // Each comes twice.
      CountDownLatch left = new CountDownLatch(2 * blocks);
      WriteQueue.Callback counting =
          new WriteQueue.Callback() {
            @Override
            public void written(WriteOutcome outcome) {
              callback.written(outcome);
              left.countDown();
            }

            @Override
            public void failed(Throwable cause) {
              callback.failed(cause);
              left.countDown();
            }
          };
      for (int block = 0; block < 4; block++) {
        for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
          if (block < content.pieces.blockCount(piece)) {
            queue.submit(piece, block * BLOCK, counting, content.block(piece, block));
            queue.submit(piece, block * BLOCK, counting, content.block(piece, block));
          }
        }
      }
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(outcomes).doesNotHaveAnyElementsOfTypes(Exception.class);
      assertThat(Collections.frequency(outcomes, WriteOutcome.PIECE_VERIFIED))
          .isEqualTo(content.pieces.pieceCount());
      assertThat(Collections.frequency(outcomes, WriteOutcome.DUPLICATE)).isEqualTo(blocks);
    } finally {
      workers.shutdownNow();
    }
  }
}
