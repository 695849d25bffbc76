package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.TorrentFormat;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that writes and checks pieces is killed at random moments, and started again. */
class CrashTest {
  private static final int KILLS = 50;

  /** The writer writes so many pieces for each byte that it is sent. */
  private static final int BATCH = 12;

  private static final int PIECE = 4 * TestContent.BLOCK;
  private static final long[] SIZES = {60L * PIECE + 77, 0, 100, 60L * PIECE};

  @TempDir Path scratch;

  private static TestContent content(Path scratch) {
    return TestContent.of(scratch.resolve("source"), TorrentFormat.V1, PIECE, 5, SIZES);
  }

  @Test
  void noPieceIsEverGoodWhoseBytesAreWrongAndNoneIsLostThatWasVerified() throws Exception {
    TestContent content = content(scratch);
    SplittableRandom random = new SplittableRandom(Long.getLong("crash.seed", 11));
    BitSet verified = new BitSet();
    int kills = 0;
    while (kills < KILLS) {
      Process writer = start(kills);
      int batches = random.nextInt(5);
      int linesUntilKill = random.nextInt(1 + batches * BATCH);
      int nanosUntilKill = random.nextInt(3_000_000);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
        assertThat(out.readLine()).isEqualTo("ready");
        writer.getOutputStream().write(new byte[batches]);
        writer.getOutputStream().flush();
        int pauses = 0;
        int lines = 0;
        while (lines < linesUntilKill && pauses <= batches) {
          String line = out.readLine();
          if (line == null) {
            break;
          }
          lines += note(line, verified) ? 1 : 0;
          pauses += line.equals("pause") ? 1 : 0;
        }
        for (long end = System.nanoTime() + nanosUntilKill; System.nanoTime() < end; ) {
          Thread.onSpinWait();
        }
        // By its handle, which leaves open what it has said.
        writer.toHandle().destroyForcibly();
        // What it told before it died counts.
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          note(line, verified);
        }
      }
      writer.waitFor();
      kills++;
      if (inspect(content, verified)) {
        // All is there: begin anew, with a check of all of it interrupted first.
        verified.clear();
        delete(scratch.resolve("target"), scratch.resolve("state"));
      }
    }
  }

  private static boolean note(String line, BitSet verified) {
    // A line that the kill cut short has no end mark.
    boolean whole = line.endsWith(".");
    if (whole) {
      verified.set(Integer.parseInt(line.substring(0, line.length() - 1)));
    }
    return whole;
  }

  /** Looks at what was left; returns whether everything is there. */
  private boolean inspect(TestContent content, BitSet verified) throws Exception {
    try (OpenFiles open = new OpenFiles(8)) {
      PieceStore store =
          PieceStore.open(
              content.torrent, scratch.resolve("target"), scratch.resolve("state/resume"), open);
      assertThat(store.warning()).isEmpty();
      assertGood(content, store, store.have());
      TestContent.check(store);
      assertGood(content, store, store.have());
      BitSet lost = (BitSet) verified.clone();
      lost.andNot(store.have());
      assertThat(lost).as("pieces that were verified and are lost").isEqualTo(new BitSet());
      // Left as it was found: the next writer meets what the kill left, not what this has mended.
      return store.have().cardinality() == content.pieces.pieceCount();
    }
  }

  private static void assertGood(TestContent content, PieceStore store, BitSet have)
      throws Exception {
    for (int piece = have.nextSetBit(0); piece >= 0; piece = have.nextSetBit(piece + 1)) {
      ByteBuffer read = ByteBuffer.allocateDirect(content.pieces.contentLength(piece));
      store.read(piece, 0, read);
      assertThat(read.flip()).as("piece " + piece).isEqualTo(content.piece(piece));
    }
  }

  private Process start(int seed) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Writer.class.getName(),
            scratch.toString(),
            Integer.toString(seed))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void delete(Path... folders) throws Exception {
    for (Path folder : folders) {
      assertThat(new ProcessBuilder("rm", "-r", folder.toString()).start().waitFor()).isZero();
    }
  }

  /** The process that is killed: writes what is missing, in random order, with lies among it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      Path scratch = Path.of(args[0]);
      Random random = new Random(Long.parseLong(args[1]));
      ExecutorService workers = Executors.newFixedThreadPool(2);
      TestContent content = content(scratch);
      OpenFiles open = new OpenFiles(8);
      PieceStore store =
          PieceStore.open(
              content.torrent, scratch.resolve("target"), scratch.resolve("state/resume"), open);
      say("ready");
      store.check(workers, 2, () -> false, (piece, state, length) -> {});
      store.prepareToWrite();
      List<Integer> missing = new ArrayList<>();
      for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
        missing.add(piece);
      }
      missing.removeIf(store::has);
      Collections.shuffle(missing, random);
      WriteQueue queue = new WriteQueue(store, workers, 1 << 20, () -> {});
      int sent = 0;
      for (int piece : missing) {
        if (sent++ % BATCH == 0) {
          awaitWritten(queue);
          say("pause");
          System.in.read();
        }
        for (int block = 0; block < content.pieces.blockCount(piece); block++) {
          boolean lie = random.nextInt(40) == 0;
          queue.submit(
              piece,
              block * TestContent.BLOCK,
              new Announcement(piece),
              lie ? content.poison(piece, block) : content.block(piece, block));
        }
        if (random.nextInt(20) == 0) {
          store.checkpoint();
        }
      }
      awaitWritten(queue);
      workers.shutdown();
      store.close();
    }

    private static void awaitWritten(WriteQueue queue) {
      while (queue.bytesInFlight() > 0) {
        Thread.onSpinWait();
      }
    }

    /** Says that a piece is verified as soon as the store does. */
    private record Announcement(int piece) implements WriteQueue.Callback {
      @Override
      public void written(WriteOutcome outcome) {
        if (outcome == WriteOutcome.PIECE_VERIFIED) {
          say(piece + ".");
        }
      }

      @Override
      public void failed(Throwable cause) {
        throw new AssertionError(cause);
      }
    }

    private static synchronized void say(String line) {
      System.out.print(line + "\n");
      System.out.flush();
    }
  }
}
