package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.minibit.wire.Limits;
import io.minibit.wire.MessageDecoder;
import io.minibit.wire.WireException;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StallWatchTest {
  private static final byte[] HALF_A_HAVE = {0, 0, 0, 5, 4, 0, 0};
  private final Limits limits = new Limits();
  private final MessageDecoder decoder = new MessageDecoder(limits);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @BeforeEach
  void mount() {
    channel.freezeTime();
    channel.pipeline().addLast(decoder, new StallWatch(decoder));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void intervals(int count) {
    for (int i = 0; i < count; i++) {
      channel.advanceTimeBy(StallWatch.INTERVAL_SECONDS, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
    channel.checkException();
  }

  private void write() {
    var unused = channel.write(Unpooled.copiedBuffer(new byte[100]));
  }

  @Test
  void aMessageThatIsBegunHasToEnd() {
    channel.writeInbound(Unpooled.copiedBuffer(HALF_A_HAVE));
    intervals(1);
    assertThatThrownBy(() -> intervals(1)).isInstanceOf(WireException.class);
  }

  @Test
  void soDoesOneThatDrips() {
    channel.writeInbound(Unpooled.copiedBuffer(HALF_A_HAVE));
    intervals(1);
    channel.writeInbound(Unpooled.copiedBuffer(new byte[1]));
    assertThatThrownBy(() -> intervals(1)).isInstanceOf(WireException.class);
  }

  @Test
  void aLongBlockMayLastWhileEnoughOfItComes() {
    int length = 512 * 1024;
    limits.block(length);
    channel.writeInbound(
        Unpooled.buffer().writeInt(9 + length).writeByte(7).writeInt(0).writeInt(0));
    for (int i = 0; i < 10; i++) {
      channel.writeInbound(Unpooled.buffer().writeZero(StallWatch.MIN_RECEIVED));
      intervals(1);
    }
    channel.writeInbound(Unpooled.buffer().writeZero(StallWatch.MIN_RECEIVED - 1));
    assertThatThrownBy(() -> intervals(1)).isInstanceOf(WireException.class);
  }

  @Test
  void silenceBetweenMessagesIsNoFault() {
    intervals(10);
    channel.writeInbound(Unpooled.copiedBuffer(new byte[] {0, 0, 0, 1, 2}));
    intervals(10);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void othersThatBeginMeanwhileAreNewOnes() {
    channel.writeInbound(Unpooled.copiedBuffer(HALF_A_HAVE));
    for (int i = 0; i < 10; i++) {
      intervals(1);
      channel.writeInbound(Unpooled.copiedBuffer(new byte[] {0, 1}));
      channel.writeInbound(Unpooled.copiedBuffer(HALF_A_HAVE));
    }
  }

  @Test
  void whileNothingIsReadNobodyIsLate() {
    channel.writeInbound(Unpooled.copiedBuffer(HALF_A_HAVE));
    channel.config().setAutoRead(false);
    intervals(10);
    channel.config().setAutoRead(true);
    intervals(1);
    assertThatThrownBy(() -> intervals(1)).isInstanceOf(WireException.class);
  }

  @Test
  void whoTakesNothingOfWhatItIsSentIsLetGo() {
    // Unflushed, and so not taken.
    write();
    intervals(1);
    write();
    intervals(1);
    channel.flush();
    intervals(10);
    write();
    intervals(1);
    assertThatThrownBy(() -> intervals(1)).isInstanceOf(WireException.class);
  }
}
