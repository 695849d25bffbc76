package io.minibit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class ReusedBuffersTest {
  private final ByteBufAllocator pool = new UnpooledByteBufAllocator(true);
  private final ReusedBuffers ring = new ReusedBuffers(2, 10);

  @Test
  void aBufferThatCameBackIsLentAgainAndEmpty() {
    ByteBuf first = ring.take(pool);
    ByteBuf second = ring.take(pool);
    first.writeByte(1);
    first.release();
    assertThat(ring.take(pool)).isSameAs(first);
    assertThat(first.readableBytes()).isZero();
    assertThat(second).isNotSameAs(first);
    giveBack(first, second);
  }

  private void giveBack(ByteBuf... lent) {
    for (ByteBuf each : lent) {
      each.release();
    }
    ring.release();
  }

  @Test
  void whenAllAreOutThePoolHelps() {
    ByteBuf first = ring.take(pool);
    ByteBuf second = ring.take(pool);
    ByteBuf third = ring.take(pool);
    assertThat(third).isNotSameAs(first);
    assertThat(third.refCnt()).isOne();
    assertThat(third.maxCapacity()).isEqualTo(ring.bytes());
    third.release();
    first.release();
    assertThat(ring.take(pool)).isSameAs(first);
    giveBack(first, second);
  }

  @Test
  void whatIsLentOutlivesTheRing() {
    ByteBuf lent = ring.take(pool);
    ByteBuf home = ring.take(pool);
    home.release();
    ring.release();
    assertThat(home.refCnt()).isZero();
    assertThat(lent.refCnt()).isOne();
    lent.release();
    assertThat(lent.refCnt()).isZero();
  }
}
