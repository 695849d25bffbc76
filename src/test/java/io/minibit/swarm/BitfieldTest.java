package io.minibit.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BitfieldTest {
  @Test
  void aMessageNumbersPiecesFromItsHighestBit() {
    Bitfield bits = new Bitfield(70);
    byte[] message = new byte[9];
    message[0] = (byte) 0b1000_0001;
    message[8] = (byte) 0b0000_0100;

    assertThat(bits.load(message)).isTrue();

    assertThat(bits.get(0)).isTrue();
    assertThat(bits.get(7)).isTrue();
    assertThat(bits.get(69)).isTrue();
    assertThat(bits.count()).isEqualTo(3);
    assertThat(bits.toMessage()).isEqualTo(message);
  }

  @Test
  void aWrongLengthOrASpareBitIsRefusedAndChangesNothing() {
    Bitfield bits = new Bitfield(10);
    bits.set(3);

    assertThat(bits.load(new byte[1])).isFalse();
    assertThat(bits.load(new byte[3])).isFalse();
    assertThat(bits.load(new byte[] {0, 0b0010_0000})).isFalse();

    assertThat(bits.count()).isEqualTo(1);
    assertThat(bits.load(new byte[] {0, 0b0100_0000})).isTrue();
    assertThat(bits.get(9)).isTrue();
  }

  @Test
  void countsWhatIsSetOnce() {
    Bitfield bits = new Bitfield(65);
    assertThat(bits.set(64)).isTrue();
    assertThat(bits.set(64)).isFalse();
    assertThat(bits.clear(0)).isFalse();
    assertThat(bits.count()).isEqualTo(1);
    bits.setAll();
    assertThat(bits.isFull()).isTrue();
    assertThat(bits.clear(64)).isTrue();
    assertThat(bits.count()).isEqualTo(64);
  }
}
