package io.minibit.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndPortTest {
  @ParameterizedTest
  @ValueSource(strings = {"example.org:6881", "10.0.0.1:1", "[2001:db8::1]:65535"})
  void readsAndPrintsTheSame(String text) {
    assertThat(HostAndPort.parse(text)).hasToString(text);
  }

  @Test
  void keepsIpv6WithoutBrackets() {
    assertThat(HostAndPort.parse("[::1]:7").host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @CsvSource({
    "example.org, no port",
    "::1:80, needs brackets",
    "host:0, must be 1 to 65535",
    "host:65536, must be 1 to 65535",
    "host:x, no number",
    ":80, host is missing"
  })
  void refusesWhatIsNoAddress(String text, String message) {
    assertThatThrownBy(() -> HostAndPort.parse(text)).hasMessageContaining(message);
  }
}
