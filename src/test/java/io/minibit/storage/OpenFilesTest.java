package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
  @TempDir Path folder;
  private final AtomicInteger opened = new AtomicInteger();

  @BeforeEach
  void makeFiles() throws Exception {
    for (int i = 0; i < 20; i++) {
      Files.write(folder.resolve("f" + i), new byte[] {(byte) i});
    }
  }

  private OpenFiles.Lease acquire(OpenFiles open, int file) throws Exception {
    return open.acquire(
        new OpenFiles.Key(this, file),
        false,
        () -> {
          opened.incrementAndGet();
          return FileChannel.open(folder.resolve("f" + file), StandardOpenOption.READ);
        });
  }

  @Test
  void aFileIsOpenedOnce() throws Exception {
    try (OpenFiles open = new OpenFiles(4)) {
      try (var one = acquire(open, 1);
          var two = acquire(open, 1)) {
        assertThat(one.channel()).isSameAs(two.channel());
      }
      acquire(open, 1).close();
      assertThat(opened).hasValue(1);
    }
  }

  @Test
  void theLeastRecentlyUsedIsClosedFirst() throws Exception {
    try (OpenFiles open = new OpenFiles(2)) {
      acquire(open, 1).close();
      acquire(open, 2).close();
      acquire(open, 1).close();
      acquire(open, 3).close();
      assertThat(open.size()).isEqualTo(2);
      acquire(open, 1).close();
      assertThat(opened).hasValue(3);
      acquire(open, 2).close();
      assertThat(opened).hasValue(4);
    }
  }

  @Test
  void aChannelInUseIsClosedOnlyWhenItsLastUserLetsGo() throws Exception {
    try (OpenFiles open = new OpenFiles(1)) {
      var held = acquire(open, 1);
      var again = acquire(open, 1);
      acquire(open, 2).close();
      acquire(open, 3).close();
      assertThat(held.channel().isOpen()).isTrue();
      open.forget(new OpenFiles.Key(this, 1));
      held.close();
      held.close();
      assertThat(again.channel().isOpen()).isTrue();
      FileChannel channel = again.channel();
      again.close();
      assertThat(channel.isOpen()).isFalse();
      assertThat(open.size()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aFileOpenForReadingIsOpenedAnewForWriting() throws Exception {
    try (OpenFiles open = new OpenFiles(4)) {
      var reading = acquire(open, 1);
      try (var writing =
          open.acquire(
              new OpenFiles.Key(this, 1),
              true,
              () -> FileChannel.open(folder.resolve("f1"), StandardOpenOption.WRITE))) {
        assertThat(writing.channel()).isNotSameAs(reading.channel());
        assertThat(reading.channel().isOpen()).isTrue();
      }
      FileChannel channel = reading.channel();
      reading.close();
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void closingAnOwnersFilesSparesThoseOfOthers() throws Exception {
    try (OpenFiles open = new OpenFiles(4)) {
      var other =
          open.acquire(
              new OpenFiles.Key("other", 1),
              false,
              () -> FileChannel.open(folder.resolve("f1"), StandardOpenOption.READ));
      other.close();
      acquire(open, 2).close();
      open.forgetAllOf(this);
      assertThat(open.size()).isOne();
      assertThat(other.channel().isOpen()).isTrue();
    }
  }

  @Test
  void manyReadersNeverMeetAClosedChannel() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (OpenFiles open = new OpenFiles(3)) {
      List<Future<Void>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        readers.add(threads.submit(reader(open, i)));
      }
      for (Future<Void> reader : readers) {
        reader.get();
      }
      assertThat(open.size()).isLessThanOrEqualTo(3);
      assertThat(opened.get()).isGreaterThan(20);
    } finally {
      threads.shutdownNow();
    }
  }

  private Callable<Void> reader(OpenFiles open, int seed) {
    return () -> {
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 5000; i++) {
        int file = random.nextInt(20);
        try (var lease = acquire(open, file)) {
          ByteBuffer one = ByteBuffer.allocate(1);
          assertThat(lease.channel().read(one, 0)).isOne();
          assertThat(one.get(0)).isEqualTo((byte) file);
        }
        if (i % 50 == 0) {
          open.forget(new OpenFiles.Key(this, file));
        }
      }
      return null;
    };
  }
}
