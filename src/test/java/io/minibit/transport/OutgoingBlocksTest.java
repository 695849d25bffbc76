package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.minibit.wire.MessageEncoder;
import io.minibit.wire.PeerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OutgoingBlocksTest {
  @Property(tries = 200)
  void areTheMessagesOfTheBlocksOneBehindTheOther(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 20_000) Integer> lengths,
      @ForAll @IntRange(min = 0) int piece,
      @ForAll @IntRange(min = 0, max = 1 << 28) int begin) {
    OutgoingBlocks blocks = OutgoingBlocks.allocate(piece, begin, lengths);
    byte[] content = new byte[blocks.length()];
    new SplittableRandom(begin).nextBytes(content);
    blocks.content().put(content);

    blocks.frame();

    ByteBuf expected = encoded(piece, begin, lengths, content);
    assertThat(blocks.buffer()).isEqualTo(expected);
    expected.release();
    blocks.release();
    assertThat(blocks.buffer().refCnt()).isZero();
  }

  private static ByteBuf encoded(int piece, int begin, List<Integer> lengths, byte[] content) {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder());
    int at = 0;
    for (int length : lengths) {
      ByteBuf bytes = Unpooled.copiedBuffer(content, at, length);
      channel.writeOutbound(new PeerMessage.Block(piece, begin + at, bytes));
      at += length;
    }
    List<ByteBuf> parts = new ArrayList<>();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      parts.add(part);
    }
    channel.finish();
    return Unpooled.wrappedBuffer(parts.toArray(ByteBuf[]::new));
  }
}
