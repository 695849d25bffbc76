package io.minibit.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A reader of sockets that asks the decoder where the next bytes belong. */
class LongBlocksTest {
  private static final int LONG = 300_000;

  private final MessageDecoder decoder = new MessageDecoder(limits());
  private final EmbeddedChannel channel = new EmbeddedChannel(decoder);
  private ByteBuf read;

  private static Limits limits() {
    Limits limits = new Limits();
    limits.block(LONG);
    return limits;
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Property(tries = 50)
  void whereverTheReadsEndTheBlocksAreThoseThatWereSent(
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = LONG) Integer> lengths,
      @ForAll @IntRange(min = 50, max = 50_000) int most,
      @ForAll long seed) {
    Random random = new Random(seed);
    ByteBuf stream = Unpooled.buffer();
    byte[][] blocks = new byte[lengths.size()][];
    for (int i = 0; i < lengths.size(); i++) {
      blocks[i] = new byte[lengths.get(i)];
      random.nextBytes(blocks[i]);
      write(stream, i, blocks[i]);
    }
    while (stream.isReadable()) {
      read(stream, 1 + random.nextInt(most));
    }
    for (int i = 0; i < blocks.length; i++) {
      PeerMessage.Block block = channel.readInbound();
      assertThat(block.piece()).isEqualTo(i);
      assertThat(block.block()).isEqualTo(Unpooled.wrappedBuffer(blocks[i]));
      block.block().release();
    }
    assertThat(channel.<PeerMessage>readInbound()).isNull();
  }

  @Test
  void whatIsReadToItsPlaceIsNotCopied() {
    ByteBuf stream = Unpooled.buffer();
    write(stream, 0, new byte[LONG]);
    write(stream, 1, new byte[LONG]);
    read(stream, 100);
    assertThat(decoder.isBetweenLongBlocks()).isFalse();
    read(stream, LONG);
    assertThat(decoder.isBetweenLongBlocks()).isTrue();
    PeerMessage.Block block = channel.readInbound();
    // The last byte that was read and the last one of the block are the same byte of memory.
    read.setByte(read.capacity() - 1, 7);
    assertThat(block.block().getByte(LONG - 1)).isEqualTo((byte) 7);
    block.block().release();
    read(stream, 1);
    assertThat(decoder.isBetweenLongBlocks()).isTrue();
    read(stream, 10);
    assertThat(decoder.isBetweenLongBlocks()).isFalse();
  }

  @Test
  void aReadThatBroughtNothingLosesNothing() {
    ByteBuf stream = Unpooled.buffer();
    write(stream, 0, new byte[LONG]);
    read(stream, 100);
    ByteBuf unused = decoder.place();
    unused.release();
    read(stream, LONG);
    PeerMessage.Block block = channel.readInbound();
    assertThat(block.block().readableBytes()).isEqualTo(LONG);
    block.block().release();
  }

  @Test
  void placesAndBlocksAreReleasedWhenTheConnectionEnds() {
    ByteBuf stream = Unpooled.buffer();
    write(stream, 0, new byte[LONG]);
    read(stream, 100);
    ByteBuf place = decoder.place();
    place.release();
    channel.finish();
    assertThat(place.refCnt()).isZero();
  }

  private static void write(ByteBuf stream, int piece, byte[] block) {
    stream.writeInt(9 + block.length).writeByte(7).writeInt(piece).writeInt(0).writeBytes(block);
  }

  private void read(ByteBuf stream, int most) {
    ByteBuf place = decoder.place();
    read = place == null ? Unpooled.buffer(most, most) : place;
    read.writeBytes(stream, Math.min(stream.readableBytes(), Math.min(most, read.writableBytes())));
    channel.writeInbound(read);
  }
}
