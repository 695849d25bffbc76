package io.minibit.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalLinkTest {
  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.5.5.5", "::1"})
  void aPeerOnLoopbackHasNobodyToFind(String host) throws Exception {
    assertThat(LocalLink.of(host)).isEmpty();
  }

  @Test
  void anAddressThatIsNotOursHasNoNetwork() throws Exception {
    assertThat(LocalLink.of("192.0.2.77")).isEmpty();
  }

  @Test
  void loopbackIsNeverAmongTheNetworksOfAPeerThatListensEverywhere() throws Exception {
    assertThat(LocalLink.of("0.0.0.0"))
        .extracting(LocalLink::networkInterface)
        .doesNotContain("lo");
  }
}
