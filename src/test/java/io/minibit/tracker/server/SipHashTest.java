package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of the paper's reference implementation: key 00..0f, messages 00.., 00 01.., … */
class SipHashTest {
  private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  @Test
  void agreesWithTheReference() {
    assertThat(hash.hash(message(0))).isEqualTo(0x726fdb47dd0e0e31L);
    assertThat(hash.hash(message(1))).isEqualTo(0x74f839c593dc67fdL);
    assertThat(hash.hash(message(8))).isEqualTo(0x93f5f5799a932462L);
    assertThat(hash.hash(message(15))).isEqualTo(0xa129ca6149be45e5L);
  }

  private static byte[] message(int length) {
    byte[] message = new byte[length];
    for (int i = 0; i < length; i++) {
      message[i] = (byte) i;
    }
    return message;
  }
}
