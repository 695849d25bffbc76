package io.minibit.tracker.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The vectors of the paper's reference implementation: key 00..0f, messages 00 01 02… */
class SipHashTest {
  private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

  /** Its message of 24 bytes. */
  @Test
  void agreesWithTheReference() {
    assertThat(hash.hash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L, 0x1716151413121110L))
        .isEqualTo(0xb8ad50c6f649af94L);
  }
}
