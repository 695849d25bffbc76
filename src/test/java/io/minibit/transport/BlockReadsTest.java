package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockReadsTest {
  private static final int BURST = 8 * BlockReads.MAX_READ;

  /** With what comes before its bytes. */
  private static final int BLOCK = 4 + 9 + Limits.BLOCK;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ChannelConfig config = channel.config();

  @SuppressWarnings("deprecation") // What Netty itself uses; there is nothing else.
  private final RecvByteBufAllocator.Handle reads = new BlockReads().newHandle();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void blocksThatComeAloneAfterABurstHoldLittleElse() {
    turn(BURST);
    int blocks = 8;
    int held = 0;
    for (int i = 0; i < blocks; i++) {
      held += turn(BLOCK);
    }
    assertThat(held).isLessThanOrEqualTo(BlockReads.MAX_READ + 2 * blocks * BLOCK);
  }

  @Test
  void wordsInTheMidstOfABurstDoNotMakeItsReadsSmall() {
    turn(BURST);
    turn(9);
    turn(9);
    assertThat(reads.guess()).isGreaterThanOrEqualTo(BlockReads.MAX_READ / 4);
  }

  @Test
  void aWholeBurstIsReadByLargeReadsSoon() {
    assertThat(turn(BURST)).isLessThanOrEqualTo(BURST + BlockReads.MAX_READ);
    assertThat(reads.guess()).isEqualTo(BlockReads.MAX_READ);
  }

  /** Reads so much as a channel does and returns the bytes of the buffers that it took. */
  private int turn(int bytes) {
    int taken = 0;
    reads.reset(config);
    for (int left = bytes; left > 0; ) {
      ByteBuf buffer = reads.allocate(UnpooledByteBufAllocator.DEFAULT);
      int room = buffer.writableBytes();
      reads.attemptedBytesRead(room);
      reads.lastBytesRead(Math.min(left, room));
      reads.incMessagesRead(1);
      taken += room;
      left -= room;
      buffer.release();
    }
    reads.readComplete();
    return taken;
  }
}
