package io.minibit.storage;

import static io.minibit.storage.TestContent.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.metainfo.TorrentFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Any order of blocks, with lies, restarts and checkpoints among them, ends in the same files. */
class PieceStoreModelTest {
  private record Block(int piece, int block) {}

  @Property(tries = 150)
  void whateverTheOrderTheFilesAreThoseOfTheTorrent(
      @ForAll TorrentFormat format,
      @ForAll("pieceLengths") int pieceLength,
      @ForAll("sizes") @Size(min = 1, max = 6) List<Long> sizes,
      @ForAll long seed)
      throws Exception {
    if (sizes.stream().allMatch(size -> size == 0)) {
      return;
    }
    Path scratch = Files.createTempDirectory("store-model");
    try (OpenFiles open = new OpenFiles(2)) {
      long[] lengths = sizes.stream().mapToLong(Long::longValue).toArray();
      TestContent content =
          TestContent.of(scratch.resolve("source"), format, pieceLength, seed, lengths);
      play(content, scratch, open, new Random(seed));
    } finally {
      delete(scratch);
    }
  }

  @Provide
  Arbitrary<Integer> pieceLengths() {
    return Arbitraries.of(BLOCK, 2 * BLOCK, 4 * BLOCK);
  }

  @Provide
  Arbitrary<List<Long>> sizes() {
    return Arbitraries.oneOf(
            Arbitraries.of(0L, 1L, (long) BLOCK - 1, (long) BLOCK, 4L * BLOCK, 4L * BLOCK + 1),
            Arbitraries.longs().between(0, 10L * BLOCK))
        .list();
  }

  private static void play(TestContent content, Path scratch, OpenFiles open, Random random)
      throws IOException {
    Path target = scratch.resolve("target");
    Path state = scratch.resolve("state/resume");
    List<Block> wanted = blocks(content);
    BitSet have = new BitSet();
    PieceStore store = PieceStore.open(content.torrent, target, state, open);
    store.prepareToWrite();
    while (store.have().cardinality() < content.pieces.pieceCount()) {
      Collections.shuffle(wanted, random);
      for (Block block : wanted) {
        boolean lie = random.nextInt(12) == 0;
        WriteOutcome outcome = write(content, store, block, lie);
        if (outcome == WriteOutcome.PIECE_VERIFIED) {
          have.set(block.piece());
        }
        if (outcome == WriteOutcome.PIECE_CORRUPT) {
          // Once more, or lies among so few blocks would go on for ever.
          write(content, store, block, false);
        }
        if (random.nextInt(10) == 0) {
          store.checkpoint();
        }
        if (random.nextInt(20) == 0) {
          store.close();
          store = PieceStore.open(content.torrent, target, state, open);
          assertThat(store.unchecked().isEmpty()).isTrue();
          assertThat(store.have().length()).isLessThanOrEqualTo(content.pieces.pieceCount());
          store.prepareToWrite();
        }
        BitSet lost = (BitSet) have.clone();
        lost.andNot(store.have());
        assertThat(lost.isEmpty()).isTrue();
      }
    }
    for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
      ByteBuffer read = ByteBuffer.allocateDirect(content.pieces.length(piece));
      store.read(piece, 0, read);
      assertThat(read.flip()).isEqualTo(content.range(piece, 0, content.pieces.length(piece)));
    }
    store.close();
    for (int file = 0; file < content.fileCount(); file++) {
      if (content.isStored(file)) {
        assertThat(Files.readAllBytes(content.path(target, file))).isEqualTo(content.file(file));
      }
    }
  }

  private static WriteOutcome write(TestContent content, PieceStore store, Block block, boolean lie)
      throws StorageException {
    ByteBuffer bytes =
        lie
            ? content.poison(block.piece(), block.block())
            : content.block(block.piece(), block.block());
    return store.write(block.piece(), block.block() * BLOCK, bytes);
  }

  private static List<Block> blocks(TestContent content) {
    List<Block> blocks = new ArrayList<>();
    for (int piece = 0; piece < content.pieces.pieceCount(); piece++) {
      for (int block = 0; block < content.pieces.blockCount(piece); block++) {
        blocks.add(new Block(piece, block));
      }
    }
    return blocks;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.delete(file);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
