package io.minibit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the power fails, what was not synced is gone; resume data must claim none of that. */
class PowerCutTest {
  @TempDir Path scratch;
  private final OpenFiles open = new OpenFiles(16);
  private final ForgetfulDisk disk = new ForgetfulDisk();

  @AfterEach
  void closeFiles() throws IOException {
    open.close();
  }

  @Test
  void resumeDataClaimsNothingThatWasNotSynced() throws Exception {
    int length = 2 * TestContent.BLOCK;
    TestContent content =
        TestContent.of(scratch.resolve("s"), TorrentFormat.HYBRID, length, 1, 30L * length, 5, 99);
    Path target = scratch.resolve("target");
    Path state = scratch.resolve("state/resume");
    Random random = new Random(7);
    BitSet durable = new BitSet();
    for (int cut = 0; cut < 40; cut++) {
      // Opened and abandoned, as by a process that lost its machine.
      PieceStore store =
          PieceStore.open(content.torrent, new ContentFolder(target, disk), state, open);
      TestContent.check(store);
      BitSet have = store.have();
      for (int piece = have.nextSetBit(0); piece >= 0; piece = have.nextSetBit(piece + 1)) {
        ByteBuffer read = ByteBuffer.allocateDirect(content.pieces.contentLength(piece));
        store.read(piece, 0, read);
        assertThat(read.flip()).isEqualTo(content.piece(piece));
      }
      durable.andNot(have);
      assertThat(durable.isEmpty()).isTrue();
      durable = store.have();
      store.prepareToWrite();
      for (int step = random.nextInt(4); step >= 0; step--) {
        int piece = random.nextInt(content.pieces.pieceCount());
        store.write(piece, 0, content.piece(piece));
        if (random.nextInt(3) == 0) {
          store.checkpoint();
          durable = store.have();
        }
      }
      disk.cutPower();
      open.close();
    }
    assertThat(durable.cardinality()).isGreaterThan(5);
  }

  /** Keeps beside each file what of it was synced. */
  private static final class ForgetfulDisk implements ChannelOpener {
    private final Map<Path, byte[]> synced = new HashMap<>();

    @Override
    public FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
      FileChannel channel = FileChannel.open(file, options);
      synced.putIfAbsent(file, Files.readAllBytes(file));
      return new ForwardingChannel(channel) {
        @Override
        public void force(boolean metaData) throws IOException {
          synced.put(file, Files.readAllBytes(file));
        }
      };
    }

    void cutPower() throws IOException {
      for (Map.Entry<Path, byte[]> file : synced.entrySet()) {
        Files.write(file.getKey(), file.getValue());
      }
      synced.clear();
    }
  }
}
